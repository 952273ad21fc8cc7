/** Words of flags and types. Lists return a number as text if it has no word here, so such text is a number again. */
export const wordOrNumber = (word: string): string | number => (/^\d+$/.test(word) ? Number(word) : word)
