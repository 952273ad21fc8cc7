/** Words for numbers: enumerations (one word) and flag sets (many). */
import type { Scalar, Typed } from './node.ts'
import { upperSnake } from './node.ts'

/** word: number, or word: [number, constant] where the constant does not follow from the word; null: the headers name none. */
export type Words = { readonly [word: string]: number | readonly [number, string | null] }

interface Named {
  readonly scalar: Scalar
  /** What the kernel's constants begin with: `RTN_`. */
  readonly prefix: string
  /** Number by word. */
  readonly numbers: { readonly [word: string]: number }
  /** Word by number; of two words for one number the first counts. */
  readonly words: ReadonlyMap<number, string>
  /** The kernel's constant by word, null where its headers name none. */
  readonly constants: { readonly [word: string]: string | null }
}

/** A number that the kernel names. Decodes to iproute2's word, or to the number where none is known. */
export interface Enumeration<W extends string = string> extends Named, Typed<W | number> {
  readonly type: 'enum'
}

/** Bits that the kernel names. Decodes to the words of the bits that are set; bits without a word come last, as one number. */
export interface Flags<W extends string = string> extends Named, Typed<readonly (W | number)[]> {
  readonly type: 'flags'
}

const named = (scalar: Scalar, prefix: string, words: Words): Named => {
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

/** The words of the bits that are set, a number behind them for bits without a word. */
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
