export const start = {
  title: '¿Qué debe aprender la red?',
  detail: 'Todo se ejecuta en este ordenador y se queda en este espacio de trabajo.',
  try: 'Pruébelo: cifras en 20 segundos',
  tryText: 'Dibuja cifras como escritas a mano, abre una red lista y empieza a entrenarla.',
  bring: 'Traiga sus datos',
  bringText: 'Suelte una tabla CSV o imágenes IDX en cualquier parte de la ventana. No se guarda nada hasta que lo diga.',
  gallery: 'Abrir la galería',
  galleryText: 'Experimentos de las clases, cada uno con una pregunta que responder.',
  failed: 'El ejemplo no se inició',
  started: '«{name}» se está entrenando. Sus curvas crecen abajo.',
  datasetName: 'cifras dibujadas',
  digitsName: 'cifras, una capa oculta',
}
