export const start = {
  title: 'What shall the network learn?',
  detail: 'Everything runs on this computer and stays in this workspace.',
  try: 'Try it: digits in 20 seconds',
  tryText: 'Draws handwritten-looking digits, opens a ready network and starts to train it.',
  bring: 'Bring your data',
  bringText: 'Drop a CSV table or IDX images anywhere in the window. Nothing is stored before you say so.',
  gallery: 'Open the gallery',
  galleryText: 'Experiments from the lectures, each with one question to answer.',
  failed: 'The example did not start',
  started: '“{name}” is training. Its curves grow below.',
  datasetName: 'drawn digits',
  digitsName: 'digits, one hidden layer',
}
