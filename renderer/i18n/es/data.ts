export const data = { title: 'Datos' }
