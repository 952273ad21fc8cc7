/** Names of the kernel's constants, derived from the keys of tables. */
import type { Attributes } from './node.ts'

/** `netNsPid` -> `NET_NS_PID`: the part of the kernel's constant after its prefix. */
export const upperSnake = (key: string): string => key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()

/** The kernel's constant of a row. */
export const constantOf = (table: Attributes, key: string): string =>
  table.rows[key]?.constant ?? table.prefix + upperSnake(key)
