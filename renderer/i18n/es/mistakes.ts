export const mistakes = {
  title: 'Errores',
  empty: 'Elija una ejecución',
  emptyText: 'Elija una ejecución terminada en Ejecuciones y pulse E para ver en qué muestras se equivoca y con qué seguridad.',
  toRuns: 'Ir a Ejecuciones',
}
