export const compare = {
  title: 'Compare',
  empty: 'Nothing to compare yet',
  emptyText: 'Choose two or more runs in Runs (press C on each) to see their curves side by side and what differs between them.',
  toRuns: 'Go to Runs',
}
