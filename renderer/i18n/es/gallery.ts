export const gallery = {
  title: 'Galería',
  detail: 'Experimentos listos. Al abrir uno se crea un experimento normal que se puede cambiar.',
  open: 'Abrir en Diseño',
  opened: 'Abrir «{name}»',
  openedToast: '«{name}» está abierto en Diseño',
  network: 'Red',
  learning: 'Aprendizaje',
  needs: 'Necesita {files}: impórtelo en Datos y elíjalo después en Diseño.',
  stops: 'Se detiene tras',
  epochs: '{n} época | {n} épocas',
  empty: 'La galería está vacía',
  emptyText: 'Esta instalación no trae ejemplos. Empiece con sus propios datos.',
}
