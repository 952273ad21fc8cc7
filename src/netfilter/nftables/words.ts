/** Words of flags and kinds. What the kernel has that has no word here is a number, which lists tell as text. */
export const wordOrNumber = (word: string): string | number => (/^\d+$/.test(word) ? Number(word) : word)
