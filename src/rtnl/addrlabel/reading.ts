/** How labels of address prefixes are read (`ip addrlabel list`). */

import type { Kind, NamesByIndex } from '../../client/collection.ts'
import type { Fields } from '../../client/fields.ts'
import { number, prefix, readFields } from '../../client/fields.ts'
import type { Shape, Shaped } from '../../netlink/codec/shape.ts'
import { indexIn, readNames } from '../devices.ts'
import { device } from '../fields.ts'
import { messageTypes } from '../tables/index.ts'
import type { AddrlabelMessage } from './tables/addrlabel.ts'
import { addrlabel } from './tables/addrlabel.ts'

export const addrlabelShape = {
  header: { prefixlen: null, reserved: null, flags: null, seq: null },
  rename: { address: 'prefix' },
  prefix: { address: 'prefixlen' },
} as const satisfies Shape

/** The fields that the kernel reports. */
interface AddrlabelFields extends Shaped<AddrlabelMessage, typeof addrlabelShape> {}

/** The label of a prefix. Source address selection prefers a source whose label equals that of the destination. */
export interface Addrlabel extends Omit<AddrlabelFields, 'prefix' | 'label' | 'index'> {
  /** `2001:db8::/32`; `::/0` contains every address. */
  readonly prefix: string
  /** The label, 0 to 4294967294. */
  readonly label: number
  /** Index of the link that the label is limited to. Absent: it applies to all links. */
  readonly index?: number | undefined
  /** Name of the link that the label is limited to. Absent: it applies to all links. */
  readonly dev?: string | undefined
}

/** Which labels are listed: those that match every given field. */
export interface AddrlabelFilter {
  /** Labels of exactly this prefix. */
  readonly prefix?: string | undefined
  /** Entries with this label. */
  readonly label?: number | undefined
  /** Labels that are limited to this link (name or index). */
  readonly dev?: string | number | undefined
}

const FIELDS: Fields<AddrlabelFilter> = { prefix, label: number(), dev: device }

/** Completes a label: adds the name of its link, or removes the index 0 of a label that applies to all links. */
export const named = (value: Addrlabel, names: NamesByIndex): Addrlabel => {
  const { index, ...everywhere } = value
  return index === undefined || index === 0 ? everywhere : { ...value, dev: names.get(index) }
}

export const addrlabelKind: Kind<Addrlabel, AddrlabelFilter> = {
  name: 'addrlabels',
  node: addrlabel,
  shape: addrlabelShape,
  type: messageTypes.RTM_GETADDRLABEL.type,
  names: readNames,
  derived: { made: ['index', 'dev'], from: ['index'], named: ['dev'], removed: [] },
  compared: { dev: ['index'] },
  finish: (value, names) => named(value, names),
  query: async (filter, context) => {
    const { prefix, label, dev } = readFields(filter, FIELDS)
    const wanted = dev === undefined ? undefined : await indexIn(context, dev)
    // Filters write the prefix of length 0 as `default`.
    const whole = prefix === 'default' ? '::/0' : prefix
    return {
      request: { header: { family: 'inet6' } },
      matches: (found) =>
        (whole === undefined || found.prefix === whole) &&
        (label === undefined || found.label === label) &&
        (wanted === undefined || found.index === wanted),
    }
  },
}
