export const design = { title: 'Diseño' }
