/**
 * Kinds and options of links that neither this machine's kernel nor the guest's has: the requests equal those of
 * iproute2 (6.1 and 7.3) for the same command. Kinds that a kernel supports are in `test/guest/inside/changes.ts`.
 */
import { readFileSync } from 'node:fs'
import t from 'tap'
import { decode } from '../../src/netlink/codec/decode/decode.ts'
import { encode } from '../../src/netlink/codec/encode/encode.ts'
import type { Handler } from '../../src/netlink/transport/fake.ts'
import { FakeKernel } from '../../src/netlink/transport/fake.ts'
import { link } from '../../src/rtnl/link/tables/link.ts'
import { Rtnl } from '../../src/rtnl/rtnl.ts'
import { messageTypes } from '../../src/rtnl/tables/index.ts'

/** What iproute2 always writes for a tunnel, and we only if it is given. */
const PLAIN = { pmtudisc: true, tos: 0, fwmark: 0 }
const ENDS = { local: '10.9.0.1', remote: '10.9.0.2' }
const D0P = 2
const D0 = 3

type Verb = (links: Rtnl['links']) => Promise<unknown>

/** The same input for our library; links by the indexes that they had. */
const VERBS: { readonly [command: string]: Verb } = {
  'ip link add wg7 type wireguard': (links) => links.add({ kind: 'wireguard', name: 'wg7' }),
  'ip link add nk7 mtu 1405 type netkit mode l2 blackhole scrub none peer forward name nk8 mtu 1406': (links) =>
    links.add({
      kind: 'netkit',
      name: 'nk7',
      mtu: 1405,
      data: { mode: 'l2', policy: 'blackhole', scrub: 'none', peerPolicy: 'forward' },
      peer: { name: 'nk8', mtu: 1406 },
    }),
  'ip link add ov7 type ovpn mode mp': (links) => links.add({ kind: 'ovpn', name: 'ov7', data: { mode: 'mp' } }),
  'ip link set d0 type dsa conduit d0p': (links) => links.change(D0, { kind: 'dsa', data: { conduit: D0P } }),
  'ip link add ww7 type wwan linkid 258': (links) => links.add({ kind: 'wwan', name: 'ww7', data: { linkId: 258 } }),
  'ip link add ib7 link d0 type ipoib pkey 0x8102 mode connected umcast 1': (links) =>
    links.add({ kind: 'ipoib', name: 'ib7', link: D0, data: { pkey: 0x8102, mode: 'connected', umcast: 1 } }),
  'ip link add gt7 type gretap local 10.9.0.1 remote 10.9.0.2 ttl 64 key 258 encap gue encap-sport 4005 encap-dport 5555 encap-udp6-csum encap-remcsum':
    (links) =>
      links.add({
        kind: 'gretap',
        name: 'gt7',
        data: {
          ...{ ...PLAIN, ...ENDS, ttl: 64, iflags: ['key'], oflags: ['key'], ikey: 258, okey: 258 },
          ...{ encapType: 'gue', encapFlags: ['csum6', 'remcsum'], encapSport: 4005, encapDport: 5555 },
        },
      }),
  'ip link add ipip7 type ipip local 10.9.0.1 remote 10.9.0.2 ttl 64 encap fou encap-sport 4001 encap-dport 4002 encap-csum':
    (links) =>
      links.add({
        kind: 'ipip',
        name: 'ipip7',
        data: {
          ...{ ...PLAIN, ...ENDS, ttl: 64, proto: 'any', link: 0 },
          ...{ encapType: 'fou', encapFlags: ['csum'], encapSport: 4001, encapDport: 4002 },
        },
      }),
  'ip link add sit8 type sit local 10.9.0.1 ttl 64 6rd-prefix 2001:db8::/34 6rd-relay_prefix 10.128.0.0/9': (links) =>
    links.add({
      kind: 'sit',
      name: 'sit8',
      data: {
        ...{ ...PLAIN, local: '10.9.0.1', ttl: 64, proto: 'any', link: 0, flags: [] },
        ...{ encapType: 'none', encapFlags: [], encapSport: 0, encapDport: 0 },
        ...{ '6rdPrefix': '2001:db8::', '6rdPrefixlen': 34 },
        ...{ '6rdRelayPrefix': '10.128.0.0', '6rdRelayPrefixlen': 9 },
      },
    }),
  'ip link add ip6t8 type ip6tnl local 2001:db8:9::1 remote 2001:db8:9::2 hoplimit 44 encap gue encap-sport 4003 encap-dport 4004':
    (links) =>
      links.add({
        kind: 'ip6tnl',
        name: 'ip6t8',
        data: {
          ...{ local: '2001:db8:9::1', remote: '2001:db8:9::2', ttl: 44, proto: 'any', link: 0, fwmark: 0 },
          ...{ encapLimit: 4, flowinfo: 0, flags: [] },
          ...{ encapType: 'gue', encapFlags: ['csum6'], encapSport: 4003, encapDport: 4004 },
        },
      }),
  'ip link add xf7 type xfrm dev d0 if_id 77': (links) =>
    links.add({ kind: 'xfrm', name: 'xf7', link: D0, data: { ifId: 77 } }),
  'ip link add xf8 type xfrm external': (links) =>
    links.add({ kind: 'xfrm', name: 'xf8', data: { collectMetadata: true } }),
  'ip link add rm8 link d0 type rmnet mux_id 258': (links) =>
    links.add({ kind: 'rmnet', name: 'rm8', link: D0, data: { muxId: 258 } }),
  'ip link add bu7 type bareudp dstport 6635 ethertype mpls_uc srcportmin 1000 multiproto': (links) =>
    links.add({
      kind: 'bareudp',
      name: 'bu7',
      data: { port: 6635, ethertype: 'mpls_uc', srcportMin: 1000, multiprotoMode: true },
    }),
  'ip link add bu8 type bareudp dstport 6636 ethertype ipv4 srcportmin 1001': (links) =>
    links.add({ kind: 'bareudp', name: 'bu8', data: { port: 6636, ethertype: 'ip', srcportMin: 1001 } }),
  'ip link add amt7 type amt mode gateway local 10.9.0.1 discovery 10.9.0.2 dev d0 relay_port 2268': (links) =>
    links.add({
      kind: 'amt',
      name: 'amt7',
      data: { mode: 'gateway', localIp: '10.9.0.1', discoveryIp: '10.9.0.2', link: D0, relayPort: 2268 },
    }),
  'ip link add amt8 type amt mode relay local 10.9.0.1 dev d0 relay_port 2268 gateway_port 2269 max_tunnels 258': (
    links,
  ) =>
    links.add({
      kind: 'amt',
      name: 'amt8',
      link: D0,
      data: { mode: 'relay', localIp: '10.9.0.1', relayPort: 2268, gatewayPort: 2269, maxTunnels: 258 },
    }),
  'ip link set d0 type can bitrate 500000 sample-point 0.875 loopback on listen-only off restart-ms 100 termination 120':
    (links) => {
      const unset = { tq: 0, propSeg: 0, phaseSeg1: 0, phaseSeg2: 0, sjw: 0, brp: 0 }
      return links.change(D0, {
        kind: 'can',
        data: {
          bittiming: { bitrate: 500_000, samplePoint: 875, ...unset },
          ctrlmode: { mask: ['loopback', 'listen-only'], flags: ['loopback'] },
          ...{ restartMs: 100, termination: 120 },
        },
      })
    },
}

interface Request {
  readonly command: string
  readonly hex: string
}

const { type: RTM_GETLINK } = messageTypes.RTM_GETLINK
const { type: RTM_NEWLINK } = messageTypes.RTM_NEWLINK

/** Options are read before they are changed: the link has none yet. */
const handle: Handler = (request, answer) => {
  if (request.type !== RTM_GETLINK) return answer.ack()
  const there = { header: { index: D0 }, ifname: 'd0', linkinfo: { kind: 'can', data: {} } }
  answer.message(RTM_NEWLINK, encode<unknown>(link, there, { order: 'le' }))
}

const read = (payload: Uint8Array): unknown => decode<unknown>(link, payload, { order: 'le', strict: true })

t.test('they are requested like iproute2 does', async (t) => {
  const text = readFileSync(new URL('../fixtures/iproute2-requests.json', import.meta.url), 'utf8')
  const theirs = new Map((JSON.parse(text) as Request[]).map(({ command, hex }) => [command, Buffer.from(hex, 'hex')]))
  for (const [command, verb] of Object.entries(VERBS)) {
    const kernel = new FakeKernel(handle, { order: 'le' })
    await using rtnl = await Rtnl.open({ transport: kernel })
    await verb(rtnl.links)
    const [request, ...more] = kernel.requests.filter(({ type }) => type !== RTM_GETLINK)
    t.equal(more.length, 0, `${command}: one change`)
    t.same(read(request?.payload as Uint8Array), read(theirs.get(command) as Uint8Array), command)
  }
})
