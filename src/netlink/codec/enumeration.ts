/** Words for numbers: enumerations (one word) and flag sets (several). */
import { upperSnake } from './constants.ts'
import type { Enumeration, Flags, Scalar } from './node.ts'

/** word: number, or word: [number, constant] if the constant does not follow from the word; null: the headers have none. */
export type Words = { readonly [word: string]: number | readonly [number, string | null] }

const named = (scalar: Scalar, prefix: string, words: Words): Omit<Enumeration, 'type' | 'infer'> => {
  const numbers: Record<string, number> = Object.create(null)
  const constants: Record<string, string | null> = Object.create(null)
  const byNumber = new Map<number, string>()
  for (const [word, entry] of Object.entries(words)) {
    const number = typeof entry === 'number' ? entry : entry[0]
    numbers[word] = number
    constants[word] = typeof entry === 'number' ? prefix + upperSnake(word).replaceAll('-', '_') : entry[1]
    if (!byNumber.has(number)) byNumber.set(number, word)
  }
  return { scalar, prefix, numbers, words: byNumber, constants }
}

/** `enumeration(u8, 'RTN_', { unicast: 1, local: 2 })`: the constant is the prefix and the word in upper case. */
export const enumeration = <W extends Words>(
  scalar: Scalar,
  prefix: string,
  words: W,
): Enumeration<keyof W & string> => ({ type: 'enum', ...named(scalar, prefix, words) })

/** `flags(u32, 'IFF_', { up: 1, broadcast: 2 })`: the numbers are masks of one bit or more. */
export const flags = <W extends Words>(scalar: Scalar, prefix: string, words: W): Flags<keyof W & string> => ({
  type: 'flags',
  ...named(scalar, prefix, words),
})

/** The words of the bits that are set, then one number for bits without a word. */
export const flagWords = (node: Flags, bits: number): (string | number)[] => {
  const words: (string | number)[] = []
  let rest = bits
  for (const [mask, word] of node.words) {
    if (mask !== 0 && (bits & mask) >>> 0 === mask >>> 0) {
      words.push(word)
      rest &= ~mask
    }
  }
  if (rest !== 0) words.push(rest >>> 0)
  return words
}
