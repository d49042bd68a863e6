/** `winequality-red` of `winequality-red.csv`; the words that say what a file holds are left out, and where nothing is left the folder gives the name. */
export function nameFromFile(fileName: string): string {
  const stem = fileName.replace(/^.*[\\/]/, '').replace(/(\.(gz|zip|csv|tsv|txt|data|dat|tra|tes|idx|npy|npz|arff|jsonl?|ndjson|parquet|pq))+$/i, '')
  const words = stem.split(/[-_. ]+/).filter((word) => !/^(train|training|test|t10k|images?|labels?|idx\d?|ubyte)$/i.test(word))
  const folder = /([^\\/.][^\\/]*)[\\/][^\\/]*$/.exec(fileName)?.[1]
  return words.length === 0 ? (folder ?? 'images') : words.length === stem.split(/[-_. ]+/).length ? stem : words.join(' ')
}
