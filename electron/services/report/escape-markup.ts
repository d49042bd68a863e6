const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\'': '&#39;' }

/** Text that HTML shows as it is, in elements and attributes. */
export const escapeMarkup = (text: string): string => text.replace(/[&<>"']/g, (letter) => ENTITIES[letter]!)
