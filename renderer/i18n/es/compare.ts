export const compare = {
  title: 'Comparar',
  empty: 'Aún no hay nada que comparar',
  emptyText: 'Elija dos o más ejecuciones en Ejecuciones (pulse C en cada una) para ver sus curvas juntas y en qué se diferencian.',
  toRuns: 'Ir a Ejecuciones',
}
