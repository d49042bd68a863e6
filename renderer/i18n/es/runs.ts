export const runs = {
  title: 'Ejecuciones',
  empty: 'Aún no hay ejecuciones',
  emptyText: 'Una ejecución es un entrenamiento de un experimento. Diseñe una red y pulse Entrenar; sus curvas aparecen aquí mientras aprende.',
  toDesign: 'Ir a Diseño',
}
