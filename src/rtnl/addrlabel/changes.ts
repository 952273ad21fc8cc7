/** The requests of `ip addrlabel add|delete`. */

import type { Change, Changing } from '../../client/change.ts'
import { VERBS } from '../../client/change.ts'
import type { Requester } from '../../client/requester.ts'
import { EncodeError } from '../../netlink/codec/errors.ts'
import { makeChange } from '../change.ts'
import { deviceIndex } from '../devices.ts'
import { parsePrefix } from '../prefix.ts'
import { addrlabelKind } from './reading.ts'

/** Identifies a label by its prefix and link. */
export interface AddrlabelKey {
  /** An IPv6 prefix. */
  readonly prefix: string
  /** Name or index of the link that the label is limited to. Absent: it applies to all links. */
  readonly dev?: string | number | undefined
  /** Index of `dev`, in a label that was read. Takes precedence over `dev`. Absent: `dev` alone counts. */
  readonly index?: number | undefined
  /** Ignored: only IPv6 has labels. A label that was read has this field. */
  readonly family?: 'inet6' | (string & {}) | number | undefined
}

/** A label to add. */
export interface NewAddrlabel extends AddrlabelKey {
  /** 0 to 4294967294. */
  readonly label: number
}

const FIELDS = ['prefix', 'label', 'dev', 'index', 'family']
/** The kernel refuses the next number, IPV6_ADDR_LABEL_DEFAULT of net/ipv6/addrlabel.c. */
const MOST = 0xfffffffe

/** Requests about address labels. */
export class AddrlabelChanges {
  private readonly requester: Requester

  constructor(requester: Requester) {
    this.requester = requester
  }

  /** Refused with EEXIST if the prefix has a label. */
  add(label: NewAddrlabel): Changing {
    return this.make('RTM_NEWADDRLABEL', VERBS.add, label, checkLabel(label.label))
  }

  /** Replaces the label that the prefix has, or adds one. */
  replace(label: NewAddrlabel): Changing {
    return this.make('RTM_NEWADDRLABEL', VERBS.replace, label, checkLabel(label.label))
  }

  /** Deletes the label of a prefix, whatever it is. */
  delete(label: AddrlabelKey): Changing {
    // The kernel requires the attribute and ignores its value (ip6addrlbl_newdel in net/ipv6/addrlabel.c).
    return this.make('RTM_DELADDRLABEL', VERBS.delete, label, 0)
  }

  private make(
    name: 'RTM_NEWADDRLABEL' | 'RTM_DELADDRLABEL',
    flags: number,
    given: AddrlabelKey,
    label: number,
  ): Changing {
    const unknown = Object.keys(given).find((key) => !FIELDS.includes(key))
    if (unknown !== undefined) throw new EncodeError(unknown, 'a field that exists')
    const { address, bytes, length } = parsePrefix(given.prefix, 'prefix')
    if (bytes.length !== 16) throw new EncodeError('prefix', 'an IPv6 prefix', given.prefix)
    const dev = given.index ?? given.dev
    const make = (index: number): Change => {
      const input = { family: 'inet6', index, prefix: `${address}/${length}`, label }
      return makeChange(this.requester, addrlabelKind, name, flags, input, given.prefix)
    }
    return dev === undefined ? make(0) : deviceIndex(this.requester, dev).then(make)
  }
}

const checkLabel = (label: unknown): number => {
  if (Number.isInteger(label) && (label as number) >= 0 && (label as number) <= MOST) return label as number
  throw new EncodeError('label', `an integer from 0 to ${MOST}`, label)
}
