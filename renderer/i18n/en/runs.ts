export const runs = {
  title: 'Runs',
  empty: 'No runs yet',
  emptyText: 'A run is one training of an experiment. Design a network and press Train; its curves appear here while it learns.',
  toDesign: 'Go to Design',
}
