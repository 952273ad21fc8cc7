/**
 * Generated requests at a relay with a policy, over unix datagrams. The oracle is the namespace: whatever is sent, what the
 * policy does not allow is as before, and everything new is what the policy allows. `FUZZ_RELAY` sets the number of requests.
 */
import { writeFileSync } from 'node:fs'
import fc from 'fast-check'
import t from 'tap'
import { arbitrary } from '../../src/netlink/codec/arbitrary/arbitrary.ts'
import { encode } from '../../src/netlink/codec/encode/encode.ts'
import type { Message } from '../../src/netlink/codec/node.ts'
import { isKernelError } from '../../src/netlink/protocol/errors.ts'
import { PolicyGate } from '../../src/relay/policy/gate.ts'
import { parsePolicy } from '../../src/relay/policy/text.ts'
import { route } from '../../src/rtnl/family.ts'
import { messageTypes } from '../../src/rtnl/tables/index.ts'
import { inNamespace, ip, ipBatch } from '../kernel/namespace.ts'
import { datagramPair, relayedSocket } from '../relayed.ts'

const RUNS = Number(process.env['FUZZ_RELAY'] ?? 1500)
/** Requests between two looks at the namespace. */
const ROUND = RUNS > 10_000 ? 1000 : 250
const GROUP = 77
const PROTOCOL = 99

const policy = {
  version: 1,
  links: {
    allow: ['add', 'change', 'delete'],
    kinds: ['veth', 'bridge', 'ifb'],
    names: ['v*'],
    // without vfake, whose MTU and address would follow those of its ports
    masters: ['v0', 'v1', 'v2', 'v3', 'v4', 'v5'],
    mark: GROUP,
  },
  addresses: { allow: ['add', 'change', 'delete'], prefixes: ['10.9.0.0/16'], links: ['v*'] },
  routes: { allow: ['add', 'delete'], prefixes: ['10.0.0.0/8'], tables: [500], protocol: PROTOCOL, links: ['v*'] },
  rules: { allow: ['add', 'delete'], tables: [500], protocol: PROTOCOL, from: 1000, to: 2000 },
  neighbours: { allow: ['add', 'change', 'delete'], prefixes: ['10.9.0.0/16'], links: ['v*'] },
}

type Row = { readonly [key: string]: unknown; readonly ifname: string }
/** `ip` does not escape control characters of an alias. */
const rows = (words: string): Row[] => JSON.parse(ip(`-j ${words}`).replaceAll(/\p{Cc}/gu, '') || '[]')

const KINDS = ['veth', 'bridge', 'ifb', 'bridge', 'vrf', 'tun'] as const
const NAMES = ['v0', 'v1', 'v2', 'v3', 'v4', 'v5', 'e0', 'e1', 'lo', 'vfake', 'zz', 'v%d'] as const

if (inNamespace(t, import.meta.url)) {
  // a long run is started by hand
  if (RUNS > 10_000) t.setTimeout(0)
  // no link-local addresses, which the kernel changes late
  writeFileSync('/proc/sys/net/ipv6/conf/default/addr_gen_mode', '1')
  ipBatch([
    'link set lo up',
    'link add e0 type veth peer name e1',
    'link add vfake type bridge',
    'address add 192.0.2.1/24 dev e0',
    'link set e0 up',
    'link set e1 up',
    'route add 198.51.100.0/24 via 192.0.2.2',
    'neigh add 192.0.2.9 lladdr 02:00:00:00:00:01 dev e0',
  ])
  /** What does not belong to the policy, as text. */
  const foreign = (): string => {
    const links = rows('-d link').filter(({ group }) => String(group) !== String(GROUP))
    const names = links.map(({ ifname }) => ifname)
    return JSON.stringify([
      links.map(({ ifindex, ifname, mtu, address, group, master, flags, ifalias, altnames }) => [
        ifindex,
        ifname,
        mtu,
        address,
        group,
        master,
        (flags as string[]).includes('UP'),
        ifalias,
        altnames,
      ]),
      rows('-4 address')
        .filter(({ ifname }) => names.includes(ifname))
        .map(({ ifname, addr_info }) => [ifname, addr_info]),
      rows('-N route show table all').filter(
        ({ protocol, dev }) => String(protocol) !== String(PROTOCOL) && names.includes(String(dev)),
      ),
      rows('-N rule').filter(({ protocol }) => String(protocol) !== String(PROTOCOL)),
      rows('-4 neigh').filter(({ dev }) => names.includes(String(dev))),
    ])
  }
  /** Objections to what exists in the name of the policy. */
  const objections = (): unknown[] => [
    ...rows('-d link').filter(({ group, ifname }) => String(group) === String(GROUP) && !ifname.startsWith('v')),
    ...rows('-4 address').filter(
      ({ ifname, addr_info }) =>
        ifname.startsWith('v') && (addr_info as { local: string }[]).some(({ local }) => !local.startsWith('10.9.')),
    ),
    ...rows('-N route show table all').filter(
      ({ protocol, dst, table, dev }) =>
        String(protocol) === String(PROTOCOL) &&
        !(String(dst).startsWith('10.') && String(table) === '500' && /^(v.*|undefined)$/.test(String(dev))),
    ),
    ...rows('-N rule').filter(
      ({ protocol, priority }) =>
        String(protocol) === String(PROTOCOL) && !((priority as number) >= 1000 && (priority as number) <= 2000),
    ),
  ]

  await t.test(`${RUNS} requests`, { timeout: 3_600_000 }, async (t) => {
    const counts = { allowed: 0, refused: 0 }
    const gate = new PolicyGate(parsePolicy(JSON.stringify(policy)), {
      dryRun: false,
      decided: ({ allowed }) => counts[allowed ? 'allowed' : 'refused']++,
    })
    const socket = relayedSocket({ family: route }, gate, datagramPair)
    const before = foreign()
    const indexes = rows('link').map(({ ifindex }) => ifindex as number)
    const changes = Object.keys(messageTypes).filter(
      (name) => !name.startsWith('RTM_GET'),
    ) as (keyof typeof messageTypes)[]
    const index = fc.oneof(
      { weight: 1, arbitrary: fc.constantFrom(...indexes) },
      // those of the links that are made
      { weight: 4, arbitrary: fc.integer({ min: indexes.length + 1, max: indexes.length + 8 }) },
    )
    const name = fc.constantFrom(...NAMES)
    const address = fc.constantFrom(
      '10.9.0.7',
      '10.9.3.1',
      '10.9.4.0',
      '10.8.0.0',
      '192.0.2.1',
      '198.51.100.0',
      'fd00::1',
    )
    const flags = fc.oneof(
      { weight: 3, arbitrary: fc.constant(0x600) },
      { weight: 2, arbitrary: fc.constantFrom(0, 0x400, 0x500, 0xc00, 0x100) },
    )
    /** Values that come near to what is allowed. */
    const near: { readonly [name: string]: fc.Arbitrary<object> } = {
      RTM_NEWLINK: fc.record({
        header: fc.record({
          index: fc.oneof(fc.constant(0), index),
          flags: fc.constantFrom([], ['up']),
          change: fc.constantFrom([], ['up']),
        }),
        ifname: fc.option(name, { nil: undefined }),
        mtu: fc.option(fc.integer({ min: 1200, max: 1500 }), { nil: undefined }),
        group: fc.option(fc.constantFrom(GROUP, 5), { nil: undefined }),
        master: fc.option(index, { nil: undefined }),
        linkinfo: fc.option(
          fc.constantFrom(...KINDS).chain(
            (kind): fc.Arbitrary<object> =>
              kind === 'veth'
                ? fc.record({
                    kind: fc.constant(kind),
                    data: fc.record({ peer: fc.record({ header: fc.constant({}), ifname: name }) }),
                  })
                : fc.record({ kind: fc.constant(kind) }),
          ),
          { nil: undefined },
        ),
      }),
      RTM_DELLINK: fc.record({
        header: fc.record({ index: fc.oneof(fc.constant(0), index) }),
        ifname: fc.option(name, { nil: undefined }),
      }),
      RTM_NEWADDR: fc.record({
        header: fc.record({ family: fc.constant('inet'), prefixlen: fc.constantFrom(8, 16, 24, 32), index }),
        local: address,
      }),
      RTM_DELADDR: fc.record({
        header: fc.record({ family: fc.constant('inet'), prefixlen: fc.constantFrom(16, 24), index }),
        local: address,
      }),
      RTM_NEWROUTE: fc.record({
        header: fc.record({
          family: fc.constant('inet'),
          dstLen: fc.constantFrom(0, 24, 32),
          table: fc.constantFrom('main', 'unspec', 'local'),
          type: fc.constantFrom('unicast', 'blackhole'),
          scope: fc.constant('link'),
        }),
        dst: address,
        oif: fc.option(index, { nil: undefined }),
        table: fc.option(fc.constantFrom(0, 254, 500), { nil: undefined }),
      }),
      RTM_DELROUTE: fc.record({
        header: fc.record({
          family: fc.constant('inet'),
          dstLen: fc.constantFrom(0, 24, 32),
          table: fc.constantFrom('main', 'unspec'),
        }),
        dst: address,
        table: fc.option(fc.constantFrom(0, 254, 500), { nil: undefined }),
      }),
      RTM_NEWRULE: fc.record({
        header: fc.record({ family: fc.constant('inet'), action: fc.constantFrom('lookup', 'goto', 'blackhole') }),
        table: fc.constantFrom(254, 500),
        priority: fc.integer({ min: 900, max: 2100 }),
      }),
      RTM_DELRULE: fc.record({
        header: fc.record({ family: fc.constant('inet'), action: fc.constant('lookup') }),
        table: fc.constantFrom(254, 500),
        priority: fc.constantFrom(0, 1000, 1500, 32766),
      }),
    }
    /** A request: one that is nearly allowed, one with any values, or one with bytes that were changed. */
    const request = fc
      .oneof(
        { weight: 6, arbitrary: fc.constantFrom(...(Object.keys(near) as (keyof typeof messageTypes)[])) },
        { weight: 1, arbitrary: fc.constantFrom(...changes) },
      )
      .chain((name) => {
        const node = messageTypes[name].node as Message<object>
        const values =
          near[name] === undefined
            ? arbitrary(fc as never, node)
            : fc.oneof({ weight: 5, arbitrary: near[name] }, { weight: 1, arbitrary: arbitrary(fc as never, node) })
        return fc.record({
          name: fc.constant(name),
          flags,
          value: values,
          changed: fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 3 }),
          damaged: fc.integer({ min: 0, max: 3 }),
        })
      })
    const run = async (): Promise<void> => {
      for (const { name, flags, value, changed, damaged } of fc.sample(request, ROUND)) {
        const { type, node } = messageTypes[name]
        const payload = encode(node as Message<object>, value as object)
        if (damaged === 0) for (const [at, byte] of changed) payload[at % payload.length] = byte
        await socket.request(type, flags, payload).catch((error: unknown) => {
          if (!isKernelError(error)) throw error
        })
      }
    }
    for (let done = 0; done < RUNS; done += ROUND) {
      await run()
      t.same(JSON.parse(foreign()), JSON.parse(before), 'what is not of the policy is as before')
      t.same(objections(), [], 'what is of the policy is what it allows')
    }
    t.ok(counts.allowed > RUNS / 100, `${counts.allowed} changes were allowed, ${counts.refused} refused`)
    socket.close()
  })
}
