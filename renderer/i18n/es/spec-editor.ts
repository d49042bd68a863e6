export const specEditor = {
  keys: 'Ctrl Espacio sugiere · Ctrl F busca · F8 va al siguiente problema · Tab sale del texto',
  held: 'Todavía no es un experimento: el lienzo y los formularios muestran el último que lo fue. No se pierde nada de lo escrito.',
  heldElsewhere: 'El texto JSON todavía no es un experimento válido. Aquí se ve el último que lo fue.',
  show: 'Mostrar el texto',
  drop: 'Descartar el texto',
  tidy: 'Ordenar el texto',
  version: 'Versión',
  standard: 'por defecto {value}',
  expected: 'Se esperaba: {expected}', received: 'Llegó: {received}', fix: 'Arreglo: {fix}',
  doc: {
    id: 'El nombre de la capa. Así la llaman otras capas, las salidas y los ficheros de pesos.',
    inputs: 'Los nombres de las capas anteriores que lee; «input» son los datos. Sin él, una capa lee la anterior.',
    from: 'La capa cuyos resultados compara la pérdida con los objetivos.',
    targets: 'Las columnas objetivo que predice esta salida; si falta, todas.',
    version: 'La versión del formato.',
    networks: 'Redes junto a la principal, cada una con sus capas.',
  },
  syntax: {
    value: 'Aquí falta un valor.', name: 'Aquí va el nombre de un campo entre comillas.', colon: 'Detrás de este nombre faltan dos puntos y un valor.', comma: 'Aquí falta una coma.', 'surplus-comma': 'Detrás de la última entrada no va coma.',
    'text-end': 'Faltan las comillas de cierre de este texto.', 'object-end': 'Falta la llave de cierre de este objeto.', 'list-end': 'Falta el corchete de cierre de esta lista.', 'not-a-value': 'No es un valor: los textos llevan comillas; los números, true, false y null no.', 'after-end': 'Detrás del final del experimento no puede ir nada.',
  },
  phrases: { Find: 'Buscar', Replace: 'Reemplazar', next: 'siguiente', previous: 'anterior', all: 'todos', 'match case': 'mayúsculas', regexp: 'expresión regular', 'by word': 'palabras enteras', replace: 'reemplazar', 'replace all': 'reemplazar todo', close: 'cerrar', 'Fold line': 'Plegar', 'Unfold line': 'Desplegar', Diagnostics: 'Problemas', 'No diagnostics': 'Sin problemas' },
}
