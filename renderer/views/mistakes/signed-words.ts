/** A difference in words, with its sign: `+2.584`, `−0.04`, `0`. */
export const signedWords = (words: string): string => (words.startsWith('−') || words === '0' || words === 'NaN' ? words : `+${words}`)
