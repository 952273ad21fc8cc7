/** Fields of filters that refer to a link. */
import type { Field } from '../client/fields.ts'
import { linkSelector } from './devices.ts'

/** Name or index of a link. */
export const device: Field = (value, path) => {
  linkSelector(value as string | number, path)
  return value
}
