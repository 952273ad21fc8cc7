/**
 * Random requests to the live kernel, in a namespace of their own: GET requests and dumps with any filters and
 * attributes, which change nothing. Replies must decode, and refusals must name a field of the request.
 */
import fc from 'fast-check'
import t from 'tap'
import { arbitrary } from '../../src/netlink/codec/arbitrary/arbitrary.ts'
import { decode } from '../../src/netlink/codec/decode/decode.ts'
import { describe } from '../../src/netlink/codec/decode/describe.ts'
import type { Span } from '../../src/netlink/codec/decode/span.ts'
import { encode } from '../../src/netlink/codec/encode/encode.ts'
import type { Message, Problem } from '../../src/netlink/codec/node.ts'
import { KernelError } from '../../src/netlink/protocol/errors.ts'
import { NLMSG_HDRLEN } from '../../src/netlink/protocol/header.ts'
import type { Reader } from '../../src/netlink/socket/socket.ts'
import { NetlinkSocket } from '../../src/netlink/socket/socket.ts'
import { route } from '../../src/rtnl/family.ts'
import type { MessageName } from '../../src/rtnl/tables/index.ts'
import { messageTypes } from '../../src/rtnl/tables/index.ts'
import { inNamespace, ip } from '../kernel/namespace.ts'
import { PATIENCE } from '../until.ts'
import { runs, seed, tellSeed } from './random.ts'

/** All requests that only read. */
const REQUESTS = [
  'RTM_GETLINK',
  'RTM_GETADDR',
  'RTM_GETROUTE',
  'RTM_GETNEIGH',
  'RTM_GETRULE',
  'RTM_GETNETCONF',
  'RTM_GETNSID',
  'RTM_GETMULTICAST',
  'RTM_GETANYCAST',
] as const satisfies readonly MessageName[]

/**
 * Never sent: Linux up to 6.18 may panic on tunnel options inside an encap (LWTUNNEL_IP_OPTS), and no GET request needs
 * one.
 */
const DANGEROUS = ['encap', 'encapType', 'multipath']

interface RandomRequest {
  readonly name: (typeof REQUESTS)[number]
  readonly dump: boolean
  readonly payload: Uint8Array
}

/** Values of a table, mostly about few links, so that the kernel has something to report. */
const randomRequest: fc.Arbitrary<RandomRequest> = fc.constantFrom(...REQUESTS).chain((name) =>
  fc
    .tuple(
      fc.boolean(),
      arbitrary<unknown>(fc, messageTypes[name].node),
      fc.nat({ max: 7 }),
      fc.constantFrom(0, 0, 1, 1, 2, 4),
    )
    .map(([dump, made, index, kept]) => {
      const { header, ...attributes } = made as { header: { [key: string]: unknown }; [key: string]: unknown }
      const safe = Object.entries(attributes).filter(([key]) => !DANGEROUS.includes(key))
      // With many attributes the first invalid one hides the others.
      const { node } = messageTypes[name]
      const payload = encode<unknown>(node, { header, ...Object.fromEntries(safe.slice(0, kept)) })
      payload.set(encode<unknown>(node.header, quiet(node, header, index)))
      return { name, dump, payload }
    }),
)

/**
 * Kernels with strict checking refuse a request whose header has more than a family and a link; half of them have no
 * more.
 */
const quiet = (node: Message, header: { [key: string]: unknown }, index: number): { [key: string]: unknown } => {
  if (index > 5) return header
  const family = { family: header['family'] }
  const key = node.header.fields.find(({ key }) => key === 'index' || key === 'ifindex')?.key
  return key === undefined ? family : { ...family, [key]: index }
}

const paths = (spans: readonly Span[]): string[] => spans.flatMap((span) => [span.path, ...paths(span.children)])

interface Tally {
  answers: number
  values: number
  refusals: number
  named: number
}

const reported: Tally = { answers: 0, values: 0, refusals: 0, named: 0 }

const ask = async (socket: NetlinkSocket, { name, dump, payload }: RandomRequest): Promise<void> => {
  const { node, type } = messageTypes[name]
  const problems: Problem[] = []
  const read: Reader<void> = (bytes, _view, start, end) => {
    decode<unknown>(node, bytes.subarray(start + NLMSG_HDRLEN, end), { problems })
    reported.values++
  }
  try {
    if (dump) await socket.dump(type, payload, read, { timeout: PATIENCE })
    else await socket.get(type, payload, read, { timeout: PATIENCE })
    reported.answers++
  } catch (error) {
    if (!(error instanceof KernelError)) throw error
    reported.refusals++
    const { extack } = error
    if (extack?.offset === undefined) return
    reported.named++
    const known = paths(describe<unknown>(node, payload).spans)
    if (extack.path === undefined || !known.includes(extack.path))
      throw new Error(`${error.message}: offset ${extack.offset} is ${extack.path}`, { cause: error })
  }
  if (problems.length > 0) throw new Error(`${name}: ${JSON.stringify(problems)}`)
}

if (inNamespace(t, import.meta.url)) {
  tellSeed(t)
  for (const words of [
    'link set lo up',
    'link add v0 type veth peer name v1',
    'link add b0 type bridge',
    'link set v0 master b0 up',
    'link set v1 up',
    'addr add 192.0.2.1/24 dev v1',
    'addr add 2001:db8::1/64 dev v1',
    'route add 198.51.100.0/24 via 192.0.2.9',
    'rule add from 192.0.2.0/24 table 100',
    'neigh add 192.0.2.9 lladdr 02:00:00:00:00:09 dev v1',
  ])
    ip(words)

  t.test('every reply decodes, every refusal names a field of the request', async (t) => {
    const socket = new NetlinkSocket({ family: route })
    try {
      await fc.assert(
        fc.asyncProperty(randomRequest, (one) => ask(socket, one)),
        { numRuns: runs(1200), seed },
      )
    } finally {
      await socket[Symbol.asyncDispose]()
    }
    t.ok(reported.answers > 60 && reported.values > 200, `${reported.answers} answers of ${reported.values} messages`)
    t.ok(
      reported.refusals > 100 && reported.named > 50,
      `${reported.refusals} refusals, ${reported.named} with a field`,
    )
  })
}
