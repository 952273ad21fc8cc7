/** Causes of well-known refusals. A hint is true whenever it is shown; a refusal without a certain cause has none. */
import type { KernelError } from '../netlink/protocol/errors.ts'
import { NLM_F_DUMP, NLM_F_EXCL } from '../netlink/protocol/header.ts'
import type { RequestSummary } from './request-summary.ts'

export interface Hint {
  readonly operation?: RegExp
  readonly code?: string
  /** The kernel's message; null: it sent none. */
  readonly said?: string | null
  readonly fits?: (asked: RequestSummary, request: Uint8Array) => boolean
  readonly text: string
  /** The refusal was intended. */
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
    text: 'With NLM_F_EXCL in the request, the kernel refuses if the object exists.',
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
    text: 'The kernel looks for links in the network namespace of the socket, unless the request names another one.',
  },
  {
    said: 'Unknown device type',
    text: 'The kernel has no driver for this kind of link, neither built in nor as a module; or the request names no kind (IFLA_INFO_KIND).',
  },
  {
    code: 'ENETUNREACH',
    said: 'Nexthop has invalid gateway',
    text:
      'The gateway is not directly reachable on a link. Add a route to it first (an address of its network on a link ' +
      'that is up adds one), or set RTNH_F_ONLINK to declare that it is on the link.',
  },
  { code: 'ENETDOWN', said: 'Device for nexthop is not up', text: 'Set the link up first.' },
  {
    said: 'Invalid prefix for given prefix length',
    text: 'The bits of the address after the prefix length must be 0.',
  },
  {
    said: 'Backward goto not supported',
    text: 'A rule can only jump to a rule with a greater priority number, since rules are tried in ascending order.',
  },
  {
    operation: /^RTM_DELROUTE$/,
    code: 'ESRCH',
    said: null,
    text: 'A route is deleted only if it matches everything in the request.',
  },
  {
    operation: /^RTM_DELRULE$/,
    code: 'ENOENT',
    said: null,
    text: 'A rule is deleted only if it matches everything in the request.',
  },
  {
    operation: /^RTM_GET/,
    code: 'EBUSY',
    said: null,
    fits: ({ flags }) => (flags & NLM_F_DUMP) !== 0,
    text: 'A socket can run one dump at a time. The next one must be requested after the previous one has been read to its end.',
  },
]

/** The hint for a refusal, if there is one. */
export const hintFor = ({ operation, code, extack, request }: KernelError, asked: RequestSummary): Hint | undefined =>
  HINTS.find(
    (hint) =>
      (hint.operation === undefined || hint.operation.test(operation)) &&
      (hint.code === undefined || hint.code === code) &&
      (hint.said === undefined || hint.said === (extack?.message ?? null)) &&
      (hint.fits === undefined || hint.fits(asked, request)),
  )
