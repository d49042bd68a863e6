export const mistakes = {
  title: 'Mistakes',
  empty: 'Choose a run',
  emptyText: 'Pick a finished run in Runs and press E to see which samples it gets wrong, and how sure it was.',
  toRuns: 'Go to Runs',
}
