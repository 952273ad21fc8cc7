/** What stands behind well-known refusals. Every sentence is true whenever it is shown; where nothing is sure, none is. */
import type { KernelError } from '../netlink/protocol/errors.ts'
import { NLM_F_DUMP, NLM_F_EXCL } from '../netlink/protocol/header.ts'
import type { Asked } from './asked.ts'

export interface Hint {
  readonly operation?: RegExp
  readonly code?: string
  /** The kernel's words; null: it had none. */
  readonly said?: string | null
  readonly fits?: (asked: Asked, request: Uint8Array) => boolean
  readonly text: string
  /** Who asked wanted to be refused. */
  readonly wanted?: true
}

/** struct nlmsghdr and struct ifinfomsg, nothing else. */
const EMPTY_LINK = 32

const HINTS: readonly Hint[] = [
  {
    operation: /^RTM_(NEW|DEL|SET)/,
    code: 'EPERM',
    said: null,
    text: 'Requests that change something need CAP_NET_ADMIN in the user namespace that owns the network namespace of the socket.',
  },
  {
    operation: /^RTM_NEW/,
    code: 'EEXIST',
    said: null,
    fits: ({ flags }) => (flags & NLM_F_EXCL) !== 0,
    text: 'NLM_F_EXCL in the request says: refuse, where there is one already.',
  },
  {
    operation: /^RTM_NEWLINK$/,
    code: 'ENODEV',
    fits: ({ target }, { length }) => target === undefined && length === EMPTY_LINK,
    text:
      'Versions of iproute2 begin with this empty request, to learn whether the kernel knows RTM_NEWLINK. ' +
      'Refused like this, it does.',
    wanted: true,
  },
  {
    code: 'ENODEV',
    text: 'Links are looked for in the network namespace of the socket, unless the request names another.',
  },
  {
    said: 'Unknown device type',
    text: 'The kernel has no driver for such a kind of link, neither built in nor as a module that it could load; or none is named (IFLA_INFO_KIND).',
  },
  {
    code: 'ENETUNREACH',
    said: 'Nexthop has invalid gateway',
    text:
      'No route leads to the gateway by a link alone. Add one first (an address of its network on a link that is up ' +
      'brings one), or say with RTNH_F_ONLINK that it is on the link.',
  },
  { code: 'ENETDOWN', said: 'Device for nexthop is not up', text: 'Set the link up first.' },
  {
    said: 'Invalid prefix for given prefix length',
    text: 'Bits of the address behind the length of the prefix must be 0.',
  },
  {
    said: 'Backward goto not supported',
    text: 'A rule can only jump to one with a greater priority number: rules are tried from the least to the greatest.',
  },
  {
    operation: /^RTM_DELROUTE$/,
    code: 'ESRCH',
    said: null,
    text: 'A route is deleted only where all that the request says fits it.',
  },
  {
    operation: /^RTM_DELRULE$/,
    code: 'ENOENT',
    said: null,
    text: 'A rule is deleted only where all that the request says fits it.',
  },
  {
    operation: /^RTM_GET/,
    code: 'EBUSY',
    said: null,
    fits: ({ flags }) => (flags & NLM_F_DUMP) !== 0,
    text: 'A socket carries one dump at a time; another is asked for when the one before has been read to its end.',
  },
]

/** The hint for a refusal, if there is one. */
export const hintFor = ({ operation, code, extack, request }: KernelError, asked: Asked): Hint | undefined =>
  HINTS.find(
    (hint) =>
      (hint.operation === undefined || hint.operation.test(operation)) &&
      (hint.code === undefined || hint.code === code) &&
      (hint.said === undefined || hint.said === (extack?.message ?? null)) &&
      (hint.fits === undefined || hint.fits(asked, request)),
  )
