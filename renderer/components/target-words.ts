/** What a sample's target is: its class, or its values. */
export const targetWords = (targets: ArrayLike<number>, classes: readonly string[] | null, value: (value: number) => string): string =>
  classes === null ? Array.from(targets, value).join(', ') : `“${classes[targets[0] ?? -1] ?? '?'}”`
