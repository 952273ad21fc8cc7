/**
 * A relay with a policy, attacked: nothing that the policy does not allow happens in the namespace, and refusals name the
 * field at fault.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import t from 'tap'
import { netfilter } from '../../src/netfilter/family.ts'
import { Nftables } from '../../src/netfilter/nftables/nftables.ts'
import { messageTypes as nftMessages } from '../../src/netfilter/tables/index.ts'
import { encode } from '../../src/netlink/codec/encode/encode.ts'
import type { Message } from '../../src/netlink/codec/node.ts'
import { KernelError } from '../../src/netlink/protocol/errors.ts'
import type { NetlinkSocket } from '../../src/netlink/socket/socket.ts'
import { PolicyGate } from '../../src/relay/policy/gate.ts'
import { READ_ONLY } from '../../src/relay/policy/policy.ts'
import { parsePolicy } from '../../src/relay/policy/text.ts'
import type { Decision } from '../../src/relay/policy/warden.ts'
import { route } from '../../src/rtnl/family.ts'
import { Rtnl } from '../../src/rtnl/rtnl.ts'
import { messageTypes } from '../../src/rtnl/tables/index.ts'
import { relayedSocket, startRelay } from '../relayed.ts'
import { inSandbox, ip, ipBatch, output } from './namespace.ts'

const POLICY = {
  version: 1,
  read: ['route', 'netfilter'],
  netns: ['blue*'],
  links: {
    allow: ['add', 'change', 'delete'],
    kinds: ['veth', 'bridge', 'macvlan', 'ifb'],
    names: ['v*', 'br*'],
    parents: ['e0'],
    masters: ['br*'],
    mark: 77,
    most: 8,
  },
  addresses: { allow: ['add', 'change', 'delete'], prefixes: ['10.9.0.0/16', 'fd00:9::/32'], links: ['v*'] },
  routes: {
    allow: ['add', 'delete'],
    prefixes: ['10.0.0.0/8', '::/0'],
    tables: [254, 500],
    protocol: 99,
    links: ['v*'],
  },
  rules: { allow: ['add', 'delete'], tables: [500], protocol: 99, from: 1000, to: 2000 },
  neighbours: { allow: ['add', 'change', 'delete'], prefixes: ['10.9.0.0/16'], links: ['v*'] },
  nft: { families: ['ip', 'inet'], tables: ['web_*'] },
}

const NLM_F_ACK = 4
const ADD = 0x600
const REPLACE = 0x500

type Fields = { [key: string]: unknown }

/** What is refused: the kernel's name of the message, its flags and value, and the reason and path of the refusal. */
type Attack = readonly [
  name: keyof typeof messageTypes,
  flags: number,
  value: Fields,
  reason: string | RegExp,
  path?: string | undefined,
]

const payloadOf = (name: keyof typeof messageTypes, value: Fields): Uint8Array =>
  encode(messageTypes[name].node as Message<object>, value)

const attempt = (socket: NetlinkSocket, name: keyof typeof messageTypes, flags: number, payload: Uint8Array) =>
  socket.request(messageTypes[name].type, flags, payload).then(
    () => undefined,
    (error: unknown) => error as KernelError,
  )

/** What the namespace looks like to `ip`, without what changes by itself. */
const state = (): string =>
  [
    ip('-j -d link'),
    ip('-j address'),
    ip('-j route show table all'),
    ip('-j rule'),
    ip('-j neigh'),
    output('nft', ['list', 'ruleset']),
  ]
    .join('\n')
    .replaceAll(/"(valid|preferred)_life_time":\d+/g, '')

if (inSandbox(t, import.meta.url)) {
  // no link-local addresses, which the kernel changes late
  writeFileSync('/proc/sys/net/ipv6/conf/default/addr_gen_mode', '1')
  ipBatch([
    'link set lo up',
    'link add e0 type veth peer name e1',
    'link add vfake type veth peer name vpeer',
    'link add br1 type bridge',
    'address add 10.8.0.1/24 dev e0',
    'link set e0 up',
    'link set e1 up',
    'route add 10.77.0.0/16 via 10.8.0.2 proto static',
    'netns add blue1',
    'netns add red',
  ])
  const indexOf = (name: string): number => JSON.parse(ip(`-j link show ${name}`))[0].ifindex
  const [e0, vfake, br1, lo] = ['e0', 'vfake', 'br1', 'lo'].map(indexOf)
  const decisions: Decision[] = []
  const gateOf = (policy: object, dryRun = false): PolicyGate =>
    new PolicyGate(parsePolicy(JSON.stringify(policy)), { dryRun, decided: (one) => decisions.push(one) })
  const gate = gateOf(POLICY)
  const rtnl = await Rtnl.open({ relay: startRelay(gate).stream })

  await t.test('what the policy allows', async (t) => {
    await rtnl.links.add({ kind: 'veth', name: 'v0', peer: { name: 'v1' } })
    await rtnl.links.add({ kind: 'bridge', name: 'br0' })
    await rtnl.links.change('v0', { master: 'br0', up: true })
    await rtnl.links.change('v1', { up: true, name: 'v2' })
    await rtnl.links.change('v2', { name: 'v1', mtu: 1400 })
    await rtnl.links.addAltname('v1', 'valias')
    await rtnl.links.change('valias', { mtu: 1401 })
    // an ifb has no link below, and the kernel ignores it
    await rtnl.links.add({ kind: 'ifb', name: 'vifb', link: 'e0' })
    await rtnl.links.delete('vifb')
    await rtnl.links.add({ kind: 'veth', name: 'v5', peer: { name: 'v6', netns: 'blue1' } })
    t.match(ip('-n blue1 -d link show v6'), /group 77/, 'the other end is marked as well')
    await rtnl.links.delete('v5')
    await rtnl.addresses.add({ dev: 'v1', address: '10.9.0.1/24' })
    await rtnl.addresses.replace({ dev: 'v1', address: '10.9.0.1/24', metric: 5 })
    await rtnl.addresses.add({ dev: 'v1', address: 'fd00:9::1/64' })
    await rtnl.addresses.delete({ dev: 'v1', address: 'fd00:9::1/64' })
    await rtnl.routes.add({ dst: '10.50.0.0/16', gateway: '10.9.0.2' })
    await rtnl.routes.add({ dst: '10.51.0.0/16', dev: 'v1', table: 500 })
    await rtnl.routes.add({ dst: '10.52.0.0/16', type: 'blackhole' })
    await rtnl.routes.add({ dst: '10.53.0.0/16', multipath: [{ dev: 'v1', gateway: '10.9.0.3' }] })
    await rtnl.routes.delete({ dst: '10.53.0.0/16' })
    await rtnl.rules.add({ family: 'inet', priority: 1500, table: 500 })
    await rtnl.neighbours.add({ dev: 'v1', dst: '10.9.0.9', lladdr: '02:00:00:00:00:09' })
    await rtnl.neighbours.delete({ dev: 'v1', dst: '10.9.0.9' })
    t.match(ip('-d link show v1'), /mtu 1401 .*group 77/s)
    t.match(ip('-N route show 10.50.0.0/16'), 'via 10.9.0.2 dev v1 proto 99')
    t.match(ip('-N route show table 500'), '10.51.0.0/16 dev v1 proto 99')
    t.match(ip('-N rule'), /1500:.*lookup 500 proto 99/)
    t.ok(decisions.length > 20 && decisions.every(({ allowed }) => allowed), 'the log has the changes')
    await t.rejects(rtnl.routes.delete({ dst: '10.77.0.0/16' }), { code: 'ESRCH' }, 'of another protocol')
    await t.rejects(rtnl.links.change('nope', { up: true }), { code: 'ENODEV' })
  })

  await t.test('attacks', async (t) => {
    const mine = indexOf('v1')
    const peer = { header: {}, ifname: 'vb', netNsFd: undefined as number | undefined }
    const veth = (more: Fields = {}, other: Fields = {}): Fields => ({
      header: {},
      ifname: 'va',
      linkinfo: { kind: 'veth', data: { peer: { ...peer, ...other } } },
      ...more,
    })
    const link = (more: Fields, header: Fields = {}): Fields => ({ header: { index: mine, ...header }, ...more })
    const address = (more: Fields, header: Fields = {}): Fields => ({
      header: { family: 'inet', prefixlen: 24, index: mine, ...header },
      ...more,
    })
    const way = (more: Fields, header: Fields = {}): Fields => ({
      header: { family: 'inet', dstLen: 16, table: 'main', type: 'unicast', ...header },
      dst: '10.60.0.0',
      oif: mine,
      ...more,
    })
    const rule = (more: Fields, header: Fields = {}): Fields => ({
      header: { family: 'inet', action: 'lookup', table: 'compat', ...header },
      table: 500,
      priority: 1600,
      ...more,
    })
    const neighbour = (more: Fields, header: Fields = {}): Fields => ({
      header: { family: 'inet', ifindex: mine, state: ['permanent'], ...header },
      dst: '10.9.0.5',
      lladdr: '02:00:00:00:00:05',
      ...more,
    })
    const attacks: readonly Attack[] = [
      // links of others, by index, by name, by alternative name
      ['RTM_NEWLINK', 0, link({ mtu: 1300 }, { index: e0 }), /'e0' does not match/, 'header.index'],
      ['RTM_SETLINK', 0, link({ mtu: 1300 }, { index: lo }), /'lo' does not match/, 'header.index'],
      ['RTM_DELLINK', 0, { header: {}, ifname: 'e0' }, /'e0' does not match/, 'ifname'],
      ['RTM_DELLINK', 0, { header: {}, altIfname: 'e0' }, /'e0' does not match/, 'altIfname'],
      ['RTM_DELLINK', 0, { header: { index: vfake } }, /was not made through the relay/, 'header.index'],
      ['RTM_NEWLINK', ADD & 0x400, link({ ifname: 'vfake', mtu: 1300 }, { index: 0 }), /was not made/, 'ifname'],
      ['RTM_DELLINK', 0, { header: {} }, /not named/],
      ['RTM_DELLINK', 0, { header: {}, group: 77 }, /'group' may not be set/, 'group'],
      ['RTM_DELLINK', 0, { header: { index: mine }, altIfname: 'e0' }, /named twice/, 'altIfname'],
      ['RTM_DELLINK', 0, { header: {}, ifname: 'v1', altIfname: 'e0' }, /named twice/, 'altIfname'],
      ['RTM_DELLINK', 0, { header: { index: 99_999 } }, /there is no link 99999/, 'header.index'],
      ['RTM_NEWLINK', 0, link({ master: 0xfffffff7 }), /there is no link 4294967287/, 'master'],
      ['RTM_NEWLINKPROP', 0, { header: {}, ifname: 'e0', propList: ['vv'] }, /'e0' does not match/, 'ifname'],
      ['RTM_NEWLINKPROP', 0, link({ propList: ['eth7'] }), /'eth7' does not match/, 'propList[0]'],
      ['RTM_DELLINKPROP', 0, link({ propList: ['valias'], mtu: 5 }), /'mtu' may not be set/, 'mtu'],
      // what a link may become
      ['RTM_NEWLINK', 0, link({ ifname: 'eth7' }), /'eth7' does not match/, 'ifname'],
      ['RTM_NEWLINK', 0, link({ ifname: 'v%d' }), /without %/, 'ifname'],
      ['RTM_NEWLINK', 0, link({ group: 5 }), /group of a link may not be chosen/, 'group'],
      ['RTM_NEWLINK', 0, link({ master: e0 }), /bridge 'e0' does not match/, 'master'],
      ['RTM_NEWLINK', 0, link({ netNsFd: 0 }), /descriptor of no namespace/, 'netNsFd'],
      ['RTM_NEWLINK', 0, link({ netNsPid: 1 }), /'netNsPid' may not be set/, 'netNsPid'],
      ['RTM_NEWLINK', 0, link({ targetNetnsid: 1 }), /'targetNetnsid' may not be set/, 'targetNetnsid'],
      ['RTM_NEWLINK', 0, link({ xdp: { fd: 3 } }), /'xdp' may not be set/, 'xdp'],
      ['RTM_NEWLINK', 0, link({ linkinfo: { kind: 'bridge' } }), /of kind 'veth'/, 'linkinfo.kind'],
      ['RTM_NEWLINK', 0, link({ linkinfo: { kind: 'veth', data: { peer } } }), /may not be set/, 'linkinfo.data'],
      ['RTM_NEWLINK', 0, link({ linkinfo: { slaveKind: 'bridge' } }), /may not be set/, 'linkinfo.slaveKind'],
      ['RTM_NEWLINK', 0, link({ afSpec: { inet: { conf: {} } } }), /'inet' may not be set/, 'afSpec.inet'],
      [
        'RTM_NEWLINK',
        0,
        link({}, { flags: ['up', 'promisc'], change: ['up', 'promisc'] }),
        /'promisc'/,
        'header.flags',
      ],
      ['RTM_NEWLINK', 0, link({}, { flags: ['up'] }), /mask of the flags is missing/, 'header.change'],
      ['RTM_NEWLINK', 0, link({}, { family: 'bridge' }), /family bridge/, 'header.family'],
      ['RTM_NEWLINK', 0, link({}, { type: 'ether' }), /'type' may not be set/, 'header.type'],
      // new links
      ['RTM_NEWLINK', ADD, veth({ ifname: 'eth7' }), /'eth7' does not match/, 'ifname'],
      ['RTM_NEWLINK', ADD, veth({}, { ifname: 'eth7' }), /'eth7' does not match/, 'linkinfo.data.peer.ifname'],
      ['RTM_NEWLINK', ADD, veth({}, { ifname: undefined }), /needs a name/],
      ['RTM_NEWLINK', ADD, veth({ ifname: 'v%d' }), /without %/, 'ifname'],
      ['RTM_NEWLINK', ADD, veth({}, { netNsFd: 2 }), /descriptor of no namespace/, 'linkinfo.data.peer.netNsFd'],
      ['RTM_NEWLINK', ADD, veth({}, { group: 3 }), /may not be chosen/, 'linkinfo.data.peer.group'],
      ['RTM_NEWLINK', ADD, veth({}, { master: br1 }), /'master' may not be set/, 'linkinfo.data.peer.master'],
      ['RTM_NEWLINK', ADD, veth({ header: { index: 4000 } }), /may not be chosen/, 'header.index'],
      ['RTM_NEWLINK', ADD, { header: {}, ifname: 'va' }, /kind of the link is missing/],
      [
        'RTM_NEWLINK',
        ADD,
        { header: {}, ifname: 'va', linkinfo: { kind: 'vrf', data: { table: 9 } } },
        /'vrf'/,
        'linkinfo.kind',
      ],
      [
        'RTM_NEWLINK',
        ADD,
        { header: {}, ifname: 'va', linkinfo: { kind: 'veth' } },
        /other end of the pair/,
        'linkinfo',
      ],
      [
        'RTM_NEWLINK',
        ADD,
        { header: {}, ifname: 'va', link: lo, linkinfo: { kind: 'macvlan', data: { mode: 'bridge' } } },
        /link below 'lo' does not match 'e0'/,
        'link',
      ],
      [
        'RTM_NEWLINK',
        ADD,
        { header: {}, ifname: 'va', linkinfo: { kind: 'nonesuch', data: Uint8Array.of(1, 2, 3) } },
        /content is unknown/,
        'linkinfo.data',
      ],
      // addresses
      ['RTM_NEWADDR', ADD, address({ local: '10.8.0.9' }), /10.8.0.9\/24 is not within/, 'local'],
      ['RTM_NEWADDR', ADD, address({ local: '10.9.0.9', address: '10.8.0.9' }), /not within/, 'address'],
      ['RTM_NEWADDR', ADD, address({ local: '10.9.0.9' }, { prefixlen: 8 }), /not within/, 'local'],
      [
        'RTM_NEWADDR',
        ADD,
        address({ local: '10.9.0.9' }, { prefixlen: 33 }),
        /no prefix of 33 bits/,
        'header.prefixlen',
      ],
      ['RTM_NEWADDR', ADD, address({ local: 'fd00:9::1' }), /not of the family/, 'local'],
      ['RTM_NEWADDR', ADD, address({ local: '10.9.0.9' }, { index: e0 }), /'e0' does not match/, 'header.index'],
      ['RTM_NEWADDR', ADD, address({ local: '10.9.0.9' }, { index: vfake }), /not made through/, 'header.index'],
      ['RTM_NEWADDR', ADD, address({ local: '10.9.0.9' }, { index: 0 }), /index of a link is missing/, 'header.index'],
      ['RTM_NEWADDR', ADD, address({ local: '10.9.0.9' }, { family: 'bridge' }), /family bridge/, 'header.family'],
      ['RTM_NEWADDR', ADD, address({ local: '10.9.0.9', targetNetnsid: 1 }), /may not be set/, 'targetNetnsid'],
      ['RTM_DELADDR', 0, address({}), /address is missing/],
      // routes
      ['RTM_NEWROUTE', ADD, way({ dst: '11.0.0.0' }), /11.0.0.0\/16 is not within/, 'dst'],
      ['RTM_NEWROUTE', ADD, way({ dst: undefined }, { dstLen: 0 }), /0.0.0.0\/0 is not within/],
      ['RTM_NEWROUTE', ADD, way({ dst: undefined }), /destination is missing/],
      ['RTM_NEWROUTE', ADD, way({ dst: 'fd00::' }), /not of the family/, 'dst'],
      ['RTM_NEWROUTE', ADD, way({}, { dstLen: 40 }), /no prefix of 40 bits/, 'header.dstLen'],
      ['RTM_NEWROUTE', ADD, way({ oif: e0 }), /'e0' does not match/, 'oif'],
      ['RTM_NEWROUTE', ADD, way({ oif: undefined, gateway: '10.8.0.2' }), /'e0' does not match/],
      ['RTM_NEWROUTE', ADD, way({ oif: undefined, gateway: '203.0.113.1' }), /index of a link is missing/],
      ['RTM_NEWROUTE', ADD, way({ gateway: 'fd00::1' }), /not of the family/, 'gateway'],
      ['RTM_NEWROUTE', ADD, way({ table: 100 }), /table 100 is not among 254, 500/, 'table'],
      ['RTM_NEWROUTE', ADD, way({}, { table: 'local' }), /table 255 is not among/, 'header.table'],
      ['RTM_NEWROUTE', ADD, way({}, { type: 'local' }), /type 'local'/, 'header.type'],
      ['RTM_NEWROUTE', ADD, way({}, { type: 'blackhole' }), /'oif' may not be set/, 'oif'],
      ['RTM_NEWROUTE', ADD, way({ metrics: { ccAlgo: 'bbr' } }), /'ccAlgo' may not be set/, 'metrics.ccAlgo'],
      ['RTM_NEWROUTE', ADD, way({ nhId: 1 }), /'nhId' may not be set/, 'nhId'],
      ['RTM_NEWROUTE', ADD, way({ dst: undefined }, { family: 'mpls' }), /family mpls/, 'header.family'],
      [
        'RTM_NEWROUTE',
        ADD,
        way({ oif: undefined, multipath: [{ header: { hops: 0, flags: [], ifindex: e0 } }] }),
        /'e0'/,
        'multipath[0].header.ifindex',
      ],
      [
        'RTM_NEWROUTE',
        ADD,
        way({ multipath: [{ header: { hops: 0, flags: [], ifindex: mine } }] }),
        /named twice/,
        'oif',
      ],
      [
        'RTM_NEWROUTE',
        ADD,
        way({ oif: undefined, multipath: [{ header: { hops: 0, flags: ['onlink'], ifindex: mine } }] }),
        /'flags' may not be set/,
        'multipath[0].header.flags',
      ],
      ['RTM_NEWROUTE', REPLACE, way({}), /routes may not be changed/],
      ['RTM_NEWROUTE', 0xc00, way({}), /routes may not be changed/],
      // rules
      ['RTM_NEWRULE', ADD, rule({ table: 100 }), /table 100 is not among 500/, 'table'],
      ['RTM_NEWRULE', ADD, rule({ priority: 1 }), /priority 1 is not from/, 'priority'],
      ['RTM_NEWRULE', ADD, rule({ priority: 2001 }), /priority 2001 is not from/, 'priority'],
      ['RTM_NEWRULE', ADD, rule({ priority: undefined }), /priority is missing/],
      ['RTM_NEWRULE', ADD, rule({ goto: 32766 }), /'goto' may not be set/, 'goto'],
      ['RTM_NEWRULE', ADD, rule({}, { action: 'goto' }), /action 'goto'/, 'header.action'],
      ['RTM_NEWRULE', ADD, rule({ src: 'fd00::1' }), /not of the family/, 'src'],
      ['RTM_NEWRULE', REPLACE, rule({}), /rules may not be changed/],
      // neighbours
      ['RTM_NEWNEIGH', ADD, neighbour({ dst: '10.8.0.5' }), /not within/, 'dst'],
      ['RTM_NEWNEIGH', ADD, neighbour({ dst: undefined }), /address is missing/],
      ['RTM_NEWNEIGH', ADD, neighbour({}, { ifindex: e0 }), /'e0' does not match/, 'header.ifindex'],
      ['RTM_NEWNEIGH', ADD, neighbour({}, { family: 'bridge' }), /family bridge/, 'header.family'],
      ['RTM_NEWNEIGH', ADD, neighbour({}, { flags: ['proxy'] }), /'flags' may not be set/, 'header.flags'],
      [
        'RTM_NEWROUTE',
        ADD,
        way({ dst: 'fd00:77::', oif: undefined, gateway: 'fd00:1234::1' }, { family: 'inet6', dstLen: 48 }),
        /index of a link is missing/,
      ],
      ['RTM_NEWROUTE', ADD, way({ dst: undefined, oif: undefined }, { family: 'inet6', dstLen: 0 }), /link is missing/],
      // other messages, and flags that they do not have
      ['RTM_NEWNSID', 0, { header: {}, nsid: 5, pid: 1 }, /RTM_NEWNSID is not allowed/],
      ['RTM_NEWADDRLABEL', 0, { header: {} }, /RTM_NEWADDRLABEL is not allowed/],
      ['RTM_NEWLINK', 0x1000, link({ mtu: 1300 }), /flags that a change does not have: 4096/],
      // reads about other namespaces
      ['RTM_GETLINK', 0, { header: { index: mine }, targetNetnsid: 1 }, /another namespace/, 'targetNetnsid'],
      ['RTM_GETNSID', 0, { header: {}, pid: 1 }, /another namespace/, 'pid'],
      ['RTM_GETNSID', 0, { header: {}, fd: 3 }, /descriptor of no namespace/, 'fd'],
      ['RTM_GETLINK', 0x400, { header: { index: mine } }, /flags that a read does not have: 1024/],
    ]
    const socket = relayedSocket({ family: route }, gate)
    const before = state()
    for (const [name, flags, value, reason, path] of attacks) {
      const error = await attempt(socket, name, flags, payloadOf(name, value))
      const what = `${name} ${reason}`
      t.ok(error instanceof KernelError && error.code === 'EPERM', what, { error })
      t.match(error?.extack?.message, /^policy: /, what)
      t.match(error?.extack?.message, reason, what)
      t.equal(error?.extack?.path, path, what)
    }
    t.equal(state(), before, 'nothing has changed')
    socket.close()
  })

  await t.test('malformed messages', async (t) => {
    const socket = relayedSocket({ family: route }, gate)
    const mine = indexOf('v1')
    const base = payloadOf('RTM_NEWLINK', { header: { index: mine }, mtu: 1300 })
    const withBytes = (...more: number[]): Uint8Array => Uint8Array.from([...base, ...more])
    const little = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1
    const attribute = (id: number, ...bytes: number[]): number[] => {
      const head = new Uint8Array(4)
      new DataView(head.buffer).setUint16(0, 4 + bytes.length, little)
      new DataView(head.buffer).setUint16(2, id, little)
      return [...head, ...bytes, ...Array.from({ length: -bytes.length & 3 }, () => 0)]
    }
    const lying = withBytes(...attribute(20, 65, 66, 67, 68))
    new DataView(lying.buffer).setUint16(base.length, 200, little)
    const nested = withBytes(...attribute(18, ...attribute(1, 118, 101, 116, 104, 0)))
    new DataView(nested.buffer).setUint16(base.length + 4, 60, little)
    const before = state()
    for (const [payload, reason] of [
      [withBytes(...attribute(4, 0, 5, 0, 0)), /duplicate attribute/],
      [withBytes(...attribute(999, 1, 2, 3, 4)), /attribute is unknown/],
      [withBytes(...attribute(13, 1, 2)), /2 bytes, expected 4/],
      // a struct rtnl_link_ifmap of 36 bytes instead of 32
      [withBytes(...attribute(14, ...Array.from({ length: 36 }, (_, at) => at + 1))), /some of its bytes are unknown/],
      [lying, /no attribute/],
      [nested, /no attribute/],
      [base.subarray(0, 7), /too few/],
    ] as const) {
      const error = await attempt(socket, 'RTM_NEWLINK', 0, payload)
      t.match(error?.extack?.message, reason)
    }
    const unknown = await socket.request(250, 0, base).catch((error: KernelError) => error)
    t.match(unknown, { extack: { message: 'policy: there is no table for messages of type 250' } })
    t.equal(state(), before, 'nothing has changed')
    t.equal(await socket.get(1, new Uint8Array(40), () => 1), undefined, 'a NOOP is acknowledged')
    socket.close()
  })

  await t.test('a forbidden message among allowed ones: each has its own outcome, in order', async (t) => {
    const outcomes = await rtnl.batch((b) => {
      b.routes.add({ dst: '10.61.0.0/16', dev: 'v1' })
      b.routes.add({ dst: '192.0.2.0/24', dev: 'v1' })
      b.routes.add({ dst: '10.77.0.0/16', dev: 'v1', table: 500 })
      b.routes.add({ dst: '10.61.0.0/16', dev: 'v1' })
      b.routes.delete({ dst: '10.61.0.0/16' })
      b.links.delete('e1')
    })
    t.same(
      outcomes.map((one) => (one.status === 'fulfilled' ? 'done' : one.reason.code)),
      ['done', 'EPERM', 'done', 'EEXIST', 'done', 'EPERM'],
    )
    await rtnl.routes.delete({ dst: '10.77.0.0/16', table: 500 })
  })

  await t.test('a link that is renamed or replaced between check and use', async (t) => {
    // the name is that of another link by the time the kernel reads the request, whose index was checked
    ip('link add vrace type bridge')
    ip('link set vrace group 77')
    const index = indexOf('vrace')
    const renames = Array.from({ length: 30 }, (_, i) =>
      rtnl.links.change('vrace', { alias: `a${i}` }).catch((error) => error.code),
    )
    ipBatch([
      'link set vrace name zz',
      'link set vfake name vrace',
      'link set vrace name vfake',
      'link set zz name vrace',
    ])
    await Promise.all(renames)
    t.notMatch(ip('-d link show vfake'), 'alias')
    t.equal(indexOf('vrace'), index)
    ip('link delete vrace')
  })

  await t.test('quotas', async (t) => {
    const attempts = await Promise.allSettled(
      Array.from({ length: 8 }, async (_, i) => {
        const one = await Rtnl.open({ relay: startRelay(gate).stream })
        try {
          await one.links.add({ kind: 'veth', name: `vq${i}`, peer: { name: `vr${i}` } })
        } finally {
          one.close()
        }
      }),
    )
    t.equal(attempts.filter(({ status }) => status === 'fulfilled').length, 2, 'three links were there, of eight')
    t.match(
      attempts.find(({ status }) => status === 'rejected'),
      { reason: { message: /there would be 9 links, of at most 8/ } },
    )
    ipBatch(
      JSON.parse(ip('-j link'))
        .filter(({ ifname }: { ifname: string }) => /^vq/.test(ifname))
        .map(({ ifname }: { ifname: string }) => `link del ${ifname}`),
    )
  })

  await t.test('namespaces', async (t) => {
    const blue = await Rtnl.open({ relay: startRelay(gate).stream, netns: 'blue1' })
    t.same(
      (await blue.links.list()).map(({ name }) => name),
      ['lo'],
    )
    await blue.links.add({ kind: 'bridge', name: 'br9' })
    const monitor = blue.monitor({ groups: ['link'] })
    await blue.links.change('br9', { mtu: 1333 })
    const { value } = await monitor.next()
    t.match(value, { object: 'link', value: { mtu: 1333 } })
    await monitor.return?.()
    blue.close()
    for (const netns of ['red', '/run/netns/blue1', '../netns/blue1', { pid: process.pid }]) {
      const opening = Rtnl.open({ relay: startRelay(gate).stream, netns })
      await t.rejects(opening, {
        name: 'RelayError',
        code: 'ERR_RELAY_REFUSED',
        message: /policy: namespace .* is not allowed/,
      })
    }
    await t.rejects(rtnl.links.add({ kind: 'veth', name: 'v5', peer: { name: 'v6', netns: 'red' } }), {
      code: 'ERR_RELAY_REFUSED',
    })
    t.equal(typeof (await rtnl.nsids.get('blue1')), 'number', 'the namespace of its own relay')
    await t.rejects(Rtnl.open({ relay: startRelay(gate).stream, netns: { fd: 0 } }), { name: 'EncodeError' })
    await t.rejects(Rtnl.open({ relay: startRelay(gate).stream, netns: 'blue-none' }), {
      code: 'ERR_RELAY_REFUSED',
      message: /ENOENT/,
    })
  })

  await t.test('namespaces that a user has made', async (t) => {
    const own = gateOf({ ...POLICY, owned: true })
    const as = (uid: number | undefined, netns: string | number, using = own) => {
      const client = uid === undefined ? undefined : { pid: 7, uid }
      return Rtnl.open({ relay: startRelay(using, {}, undefined, client).stream, netns })
    }
    const namespaceOf = async (uid: number) => {
      const words = [`--reuid=${uid}`, '--clear-groups', 'unshare', '--user', '--net']
      const child = spawn('setpriv', [...words, 'sh', '-c', 'echo ready; read -r line'], {
        stdio: ['pipe', 'pipe', 'inherit'],
      })
      t.teardown(() => child.kill())
      await once(child.stdout, 'data')
      return child.pid as number
    }
    const [mine, theirs, nobodys] = [await namespaceOf(4242), await namespaceOf(4343), await namespaceOf(65_534)]
    const there = await as(4242, mine)
    await there.links.add({ kind: 'bridge', name: 'br4' })
    t.match(JSON.parse(output('nsenter', ['-t', String(mine), '-n', 'ip', '-j', 'link', 'show', 'br4'])), [
      { ifname: 'br4' },
    ])
    ipBatch([`netns attach mine ${mine}`, `netns attach theirs ${theirs}`])
    const named = await as(4242, 'mine')
    t.equal((await named.links.get('br4')).name, 'br4')
    // what the policy asks about links is asked in the same namespace, whatever the name belongs to by now
    ipBatch(['netns delete mine', 'netns add mine'])
    ip('-n mine link add br4 type bridge')
    await t.rejects(named.links.change('br4', { mtu: 1400 }), {
      code: 'ERR_RELAY_REFUSED',
      message: /namespace mine is another one by now/,
    })
    const blue = await as(4242, 'blue1')
    t.equal((await blue.links.get('lo')).name, 'lo', 'those that the policy names are for all')
    const here = await Rtnl.open({ relay: startRelay(own, {}, undefined, { pid: 7, uid: 4242 }).stream })
    await here.links.add({ kind: 'veth', name: 'v7', peer: { name: 'v8', netns: mine } })
    t.equal((await there.links.get('v8')).kind, 'veth')
    await t.rejects(here.links.add({ kind: 'veth', name: 'v9', peer: { name: 'v10', netns: theirs } }), {
      code: 'ERR_RELAY_REFUSED',
    })
    for (const client of [there, named, blue, here]) client.close()
    for (const [uid, netns, reason] of [
      [4343, mine, /policy: namespace pid \d+ was not made by user 4343/],
      [4242, 'theirs', /policy: namespace theirs was not made by user 4242/],
      [4242, 'red', /policy: namespace red was not made by user 4242/],
      [4242, process.pid, /was not made by user 4242/],
      [65_534, nobodys, /was not made by user 65534/],
      [undefined, mine, /policy: the user of the client is not known/],
      [4242, `/proc/${mine}/ns/net`, /is not allowed, only 'blue\*' or those of the user/],
    ] as const)
      await t.rejects(as(uid, netns), { code: 'ERR_RELAY_REFUSED', message: reason })
    await t.rejects(as(4242, mine, gate), { code: 'ERR_RELAY_REFUSED', message: /is not allowed, only 'blue\*'$/ })
    ipBatch(['netns delete mine', 'netns delete theirs', 'link delete v7'])
  })

  await t.test('nf_tables', async (t) => {
    const nft = await Nftables.open({ relay: startRelay(gate).stream })
    const socket = relayedSocket({ family: netfilter }, gate)
    await nft.transaction((tx) => {
      tx.tables.add({ family: 'ip', name: 'web_1' })
      tx.chains.add({ family: 'ip', table: 'web_1', name: 'c' })
    })
    const header = { family: 'ip', version: 0, resId: 0 }
    const edge = { header: { family: 'unspec', version: 0, resId: 10 } }
    const message = (name: keyof typeof nftMessages, value: Fields, flags = 0) => ({
      type: nftMessages[name].type,
      flags,
      payload: encode(nftMessages[name].node as Message<object>, value),
    })
    const batch = (...inner: ReturnType<typeof message>[]) =>
      socket
        .atomic([message('NFNL_MSG_BATCH_BEGIN', edge), ...inner, message('NFNL_MSG_BATCH_END', edge, NLM_F_ACK)])
        .then(
          () => 'done',
          (error) => (error.failures?.get(1) ?? error.cause ?? error).message as string,
        )
    const before = output('nft', ['list', 'ruleset'])
    for (const [name, value, reason] of [
      ['NFT_MSG_NEWTABLE', { header, name: 'foo' }, /table 'foo' does not match 'web_\*'/],
      ['NFT_MSG_NEWTABLE', { header: { ...header, family: 'netdev' }, name: 'web_2' }, /family 'netdev'/],
      ['NFT_MSG_NEWTABLE', { header, name: 'web_2', flags: ['owner'] }, /flag 'owner'/],
      ['NFT_MSG_DELTABLE', { header }, /table is not named/],
      ['NFT_MSG_DELTABLE', { header, name: 'web_1', handle: 1n }, /'handle' may not be set/],
      ['NFT_MSG_DESTROYTABLE', { header, name: 'foo' }, /'foo'/],
      ['NFT_MSG_DELCHAIN', { header, table: 'foo', name: 'c' }, /'foo'/],
      [
        'NFT_MSG_NEWCHAIN',
        { header, table: 'web_1', name: 'd', hook: { hooknum: 5, priority: 0, dev: 'e0' } },
        /'dev' may not be set/,
      ],
      ['NFT_MSG_NEWCHAIN', { header, table: 'web_1', name: 'd', type: 'nonesuch' }, /type 'nonesuch'/],
      ['NFT_MSG_NEWCHAIN', { header, table: 'web_1', name: 'd', flags: ['offload'] }, /flag 'offload'/],
      [
        'NFT_MSG_NEWRULE',
        { header, table: 'web_1', chain: 'c', expressions: [{ name: 'queue', data: { num: 1 } }] },
        /expression 'queue'/,
      ],
      [
        'NFT_MSG_NEWRULE',
        { header, table: 'web_1', chain: 'c', expressions: [{ name: 'nonesuch', data: Uint8Array.of(1) }] },
        /unknown|'nonesuch'/,
      ],
      ['NFT_MSG_NEWSET', { header, table: 'web_1', name: 's', expr: { name: 'log' } }, /expression 'log'/],
      ['NFT_MSG_NEWOBJ', { header, table: 'web_1', name: 'o', type: 'ct helper' }, /type 'ct helper'/],
      ['NFT_MSG_NEWFLOWTABLE', { header, table: 'web_1', name: 'f' }, /NFT_MSG_NEWFLOWTABLE is not allowed/],
    ] as const)
      t.match(await batch(message(name, value, 0x400)), reason, `${name} ${reason}`)
    const allowed = message('NFT_MSG_NEWCHAIN', { header, table: 'web_1', name: 'hidden' }, 0x400)
    t.match(
      await batch(message('NFT_MSG_DELTABLE', { header, name: 'foo' }), allowed),
      /'foo'/,
      'a batch is refused as a whole',
    )
    t.match(await batch(message('NFNL_MSG_BATCH_END', edge), allowed), /is not allowed/)
    const other = { header: { family: 'unspec', version: 0, resId: 11 } }
    t.match(
      await socket
        .atomic([message('NFNL_MSG_BATCH_BEGIN', other), allowed, message('NFNL_MSG_BATCH_END', edge, NLM_F_ACK)])
        .catch((error) => error.message),
      /subsystem 11/,
    )
    t.match(
      await socket
        .atomic([message('NFNL_MSG_BATCH_BEGIN', edge), { ...allowed, flags: NLM_F_ACK }])
        .catch((error) => error.message),
      /no NFNL_MSG_BATCH_END/,
    )
    t.equal(output('nft', ['list', 'ruleset']), before, 'nothing has changed')
    t.equal(
      await batch(
        message('NFT_MSG_NEWRULE', { header, table: 'web_1', chain: 'c', expressions: [{ name: 'counter' }] }, 0xc00),
        message(
          'NFT_MSG_NEWOBJ',
          { header, table: 'web_1', name: 'o', type: 'counter', data: { bytes: 7n, packets: 3n } },
          0x400,
        ),
        message('NFT_MSG_DELOBJ', { header, table: 'web_1', name: 'o', type: 'counter' }),
        message('NFT_MSG_NEWSET', { header, table: 'web_1', name: 's', keyLen: 4, keyType: 7, id: 1 }, 0x400),
        message('NFT_MSG_DELSET', { header, table: 'web_1', name: 's' }),
        message('NFT_MSG_NEWSET', { header, table: 'web_1', name: 'e', keyLen: 4, keyType: 7, id: 2 }, 0x400),
        message(
          'NFT_MSG_NEWSETELEM',
          { header, table: 'web_1', set: 'e', elements: [{ key: { value: Uint8Array.of(10, 9, 0, 1) } }] },
          0x400,
        ),
        message('NFT_MSG_DELSETELEM', {
          header,
          table: 'web_1',
          set: 'e',
          elements: [{ key: { value: Uint8Array.of(10, 9, 0, 1) } }],
        }),
        message('NFT_MSG_DESTROYSETELEM', {
          header,
          table: 'web_1',
          set: 'e',
          elements: [{ key: { value: Uint8Array.of(10, 9, 0, 1) } }],
        }),
        message('NFT_MSG_DESTROYSET', { header, table: 'web_1', name: 'none' }),
        message('NFT_MSG_DESTROYOBJ', { header, table: 'web_1', name: 'none', type: 'counter' }),
        message('NFT_MSG_DESTROYCHAIN', { header, table: 'web_1', name: 'none' }),
        message('NFT_MSG_DESTROYRULE', { header, table: 'web_1', chain: 'c' }),
        message('NFT_MSG_DESTROYTABLE', { header, name: 'web_none' }),
        message('NFT_MSG_NEWRULE', { header, table: 'web_1', chain: 'c', expressions: [{ name: 'counter' }] }, 0xc00),
        message(
          'NFT_MSG_NEWCHAIN',
          { header, table: 'web_1', name: 'd', hook: { hooknum: 1, priority: 0 }, type: 'filter', flags: ['base'] },
          0x400,
        ),
        message('NFT_MSG_DELRULE', { header, table: 'web_1', chain: 'd' }),
        message('NFT_MSG_NEWTABLE', { header, name: 'web_3', flags: ['dormant'] }, 0x400),
        message('NFT_MSG_DELTABLE', { header, name: 'web_3' }),
        message('NFT_MSG_NEWCHAIN', { header, table: 'web_1', name: 'gone' }, 0x400),
        message('NFT_MSG_DELCHAIN', { header, table: 'web_1', name: 'gone' }),
      ),
      'done',
    )
    t.match(output('nft', ['list', 'ruleset']), 'counter packets')
    await nft.transaction((tx) => tx.tables.delete({ family: 'ip', name: 'web_1' }))
    const reset = await socket
      .request(
        nftMessages.NFT_MSG_GETRULE_RESET.type,
        0,
        encode(nftMessages.NFT_MSG_GETRULE_RESET.node, { header: { family: 'ip', version: 0, resId: 0 } }),
      )
      .catch((error) => error.message)
    t.match(reset, /GETRULE_RESET is not allowed/, 'reading that resets counters')
    socket.close()
    nft.close()
  })

  await t.test('a dry run, and a policy that allows reading only', async (t) => {
    const before = state()
    const dry = await Rtnl.open({ relay: startRelay(gateOf(POLICY, true)).stream })
    await dry.links.add({ kind: 'bridge', name: 'br7' })
    await dry.batch((b) => b.routes.add({ dst: '10.62.0.0/16', dev: 'v1' }))
    await t.rejects(dry.links.delete('e0'), { code: 'EPERM' })
    dry.close()
    const nft = await Nftables.open({ relay: startRelay(gateOf(POLICY, true)).stream })
    await nft.transaction((tx) => tx.tables.add({ family: 'ip', name: 'web_1' }))
    nft.close()
    const reader = await Rtnl.open({
      relay: startRelay(new PolicyGate(READ_ONLY, { dryRun: false, decided: () => undefined })).stream,
    })
    t.ok((await reader.links.list()).length > 3)
    const outcomes = await Promise.allSettled([
      reader.links.delete('v0'),
      reader.links.addAltname('v0', 'x'),
      reader.links.add({ kind: 'bridge', name: 'br7' }),
      reader.addresses.add({ dev: 'v1', address: '10.9.0.7/24' }),
      reader.routes.add({ dst: '10.62.0.0/16', dev: 'v1' }),
      reader.rules.add({ family: 'inet', priority: 1700, table: 500 }),
      reader.neighbours.add({ dev: 'v1', dst: '10.9.0.9', lladdr: '02:00:00:00:00:09' }),
    ])
    for (const outcome of outcomes)
      t.match(outcome, {
        status: 'rejected',
        reason: { code: 'EPERM', message: /policy: (links|addresses|routes|rules|neighbours) may not be/ },
      })
    reader.close()
    t.equal(state(), before, 'nothing has changed')
  })

  await t.test('policies whose lists are empty', async (t) => {
    const empty = gateOf({
      version: 1,
      read: [],
      links: { allow: ['delete'], kinds: ['bridge'], names: ['v*'] },
      addresses: { allow: ['add'], prefixes: [], links: ['v*'] },
      routes: { allow: ['add'], prefixes: ['10.0.0.0/8'], tables: [], protocol: 99, links: [] },
      rules: { allow: ['add'], tables: [], protocol: 99, from: 1, to: 2 },
      neighbours: { allow: ['add'], prefixes: ['10.9.0.0/16'], links: [] },
    })
    const socket = relayedSocket({ family: route }, empty)
    const mine = indexOf('v1')
    for (const [name, value, reason] of [
      ['RTM_DELLINK', { header: { index: mine } }, /links of kind 'veth' are not allowed/],
      [
        'RTM_NEWADDR',
        { header: { family: 'inet', prefixlen: 24, index: mine }, local: '10.9.0.9' },
        /within any prefix/,
      ],
      [
        'RTM_NEWROUTE',
        { header: { family: 'inet', dstLen: 16, table: 'main', type: 'unicast' }, dst: '10.60.0.0', oif: mine },
        /table 254 is not among any/,
      ],
      [
        'RTM_NEWNEIGH',
        {
          header: { family: 'inet', ifindex: mine, state: ['permanent'] },
          dst: '10.9.0.5',
          lladdr: '02:00:00:00:00:05',
        },
        /'v1' does not match nothing/,
      ],
      ['RTM_GETLINK', { header: { index: mine } }, /family route may not be read/],
    ] as const)
      t.match(await attempt(socket, name, ADD, payloadOf(name, value)), { extack: { message: reason } }, name)
    // a check that is still reading when the socket breaks: nothing is sent
    const pending = attempt(socket, 'RTM_DELLINK', 0, payloadOf('RTM_DELLINK', { header: {}, ifname: 'vfake' }))
    // after the request was sent, in the same turn of the event loop
    for (let count = 0; count < 5; count++) await undefined
    socket.join(1)
    t.match(await pending, {
      name: 'RelayError',
      code: 'ERR_RELAY_REFUSED',
      message: /notifications of the family route/,
    })
    t.ok(indexOf('vfake'), 'it is still there')
  })

  await t.test('many messages in one datagram', async (t) => {
    const links = await Promise.all(Array.from({ length: 200 }, () => rtnl.links.get('lo')))
    t.ok(links.every(({ name }) => name === 'lo'))
    const socket = relayedSocket({ family: route, onWarning: () => undefined }, gateOf(POLICY, true))
    const value = { header: { index: indexOf('v1') }, mtu: 1234 }
    t.equal(
      await attempt(socket, 'RTM_NEWLINK', 0, payloadOf('RTM_NEWLINK', value)),
      undefined,
      'a dry run acknowledges',
    )
    t.notMatch(ip('link show v1'), 'mtu 1234')
    socket.close()
    const own = relayedSocket({ family: route }, gate)
    const nothing = payloadOf('RTM_NEWLINKPROP', { header: { index: indexOf('v1') } })
    t.notMatch(await attempt(own, 'RTM_NEWLINKPROP', 0, nothing), { code: 'EPERM' }, 'the kernel decides')
    own.close()
  })

  await t.test('what a policy does not let clients open', async (t) => {
    const only = gateOf({ version: 1, read: ['route'] })
    await t.rejects(Nftables.open({ relay: startRelay(only).stream }), { message: /family netfilter is not allowed/ })
    const write = gateOf({ version: 1, read: [], nft: { families: ['ip'], tables: ['web'] } })
    const nft = await Nftables.open({ relay: startRelay(write).stream })
    await t.rejects(nft.tables.list(), { code: 'EPERM', message: /family netfilter may not be read/ })
    await t.rejects(nft.monitor().next(), {
      code: 'ERR_RELAY_REFUSED',
      message: /notifications of the family netfilter/,
    })
    nft.close()
    const closed = (options: object) =>
      new Promise((resolve) => {
        const socket = relayedSocket(options, only)
        socket.listen({ notification: () => undefined, lost: () => undefined, closed: (cause) => resolve(cause) })
      })
    t.match(await closed({ protocol: 15 }), { message: /netlink protocol 15 is not allowed/ })
    t.match(await closed({ listenAllNsid: true }), { message: /notifications of other namespaces/ })
  })

  rtnl.close()
}
