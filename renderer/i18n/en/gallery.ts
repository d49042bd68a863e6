export const gallery = {
  title: 'Gallery',
  detail: 'Ready experiments. Opening one makes an ordinary experiment that you can change.',
  open: 'Open in Design',
  opened: 'Open “{name}”',
  openedToast: '“{name}” is open in Design',
  network: 'Network',
  learning: 'Learning',
  needs: 'Needs {files}: import it in Data, then choose it in Design.',
  stops: 'Stops after',
  epochs: '{n} epoch | {n} epochs',
  empty: 'The gallery is empty',
  emptyText: 'This installation brings no examples. Start from your own data instead.',
}
