/** What `ip addrlabel add|delete` changes, as requests. */

import type { Change, Changing } from '../../client/change.ts'
import { VERBS } from '../../client/change.ts'
import type { Requester } from '../../client/requester.ts'
import { EncodeError } from '../../netlink/codec/errors.ts'
import { makeChange } from '../change.ts'
import { deviceIndex } from '../devices.ts'
import { parsePrefix } from '../prefix.ts'
import { addrlabelKind } from './reading.ts'

/** Which prefix a label is of. */
export interface AddrlabelKey {
  readonly prefix: string
  /** Name or index of the link that the label is limited to. Absent: it counts for all links. */
  readonly dev?: string | number | undefined
  /** Of a label that was read: the index of `dev`. */
  readonly index?: number | undefined
  /** Labels are of IPv6 alone. */
  readonly family?: 'inet6' | (string & {}) | number | undefined
}

export interface NewAddrlabel extends AddrlabelKey {
  /** 0 to 4294967294. */
  readonly label: number
}

const FIELDS = ['prefix', 'label', 'dev', 'index', 'family']
/** IPV6_ADDR_LABEL_DEFAULT of net/ipv6/addrlabel.c, which the kernel refuses. */
const MOST = 0xfffffffe

export class AddrlabelChanges {
  private readonly requester: Requester

  constructor(requester: Requester) {
    this.requester = requester
  }

  /** Refused with EEXIST if the prefix has a label. */
  add(label: NewAddrlabel): Changing {
    return this.make('RTM_NEWADDRLABEL', VERBS.add, label, checkLabel(label.label))
  }

  /** Gives the prefix this label, in place of the one that it has. */
  replace(label: NewAddrlabel): Changing {
    return this.make('RTM_NEWADDRLABEL', VERBS.replace, label, checkLabel(label.label))
  }

  /** Takes the label from a prefix, whatever it is. */
  delete(label: AddrlabelKey): Changing {
    // The kernel wants one and does not look at it (ip6addrlbl_newdel in net/ipv6/addrlabel.c).
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
