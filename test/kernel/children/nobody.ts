/**
 * User nobody, without the addon, at a relay that allows reading only: `nobody SOCKET`. Watches until the link `last` is made,
 * then waits for a line and tries to change everything. Prints what it has seen, and which requests were not refused.
 */
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { openRelayed } from '../../../src/client/relay.ts'
import { Conntrack } from '../../../src/netfilter/conntrack/conntrack.ts'
import { netfilter } from '../../../src/netfilter/family.ts'
import { Nftables } from '../../../src/netfilter/nftables/nftables.ts'
import { messageTypes as nftMessages } from '../../../src/netfilter/tables/index.ts'
import { encode } from '../../../src/netlink/codec/encode/encode.ts'
import type { Message } from '../../../src/netlink/codec/node.ts'
import type { Family } from '../../../src/netlink/protocol/family.ts'
import { NetlinkSocket } from '../../../src/netlink/socket/socket.ts'
import { route } from '../../../src/rtnl/family.ts'
import { Rtnl } from '../../../src/rtnl/rtnl.ts'
import { messageTypes as routeMessages } from '../../../src/rtnl/tables/index.ts'

type Types = { readonly [name: string]: { readonly type: number; readonly node: unknown } }

let addon = true
try {
  createRequire(import.meta.url)('node-gyp-build')
} catch {
  addon = false
}

const relay = process.argv[2] ?? ''
const rtnl = await Rtnl.open({ relay })
const nft = await Nftables.open({ relay })
const conntrack = await Conntrack.open({ relay })
const seen: string[] = []
const monitor = rtnl.monitor({ groups: ['link', 'ipv4-ifaddr', 'ipv4-route', 'ipv4-rule', 'neigh'] })
const rulesets = nft.monitor()
await rtnl.links.get('lo')
await nft.tables.list()
console.log('ready')
for await (const event of monitor) {
  seen.push(`${event.action} ${'object' in event ? event.object : ''}`)
  if (event.action === 'new' && event.object === 'link' && event.value.name === 'last') break
}
for await (const event of rulesets) {
  if (!('object' in event) || event.object !== 'table') continue
  seen.push(`${event.action} table`)
  break
}

console.log('seen')
await once(process.stdin, 'data')
process.stdin.destroy()
const permitted: string[] = []
const refusals: { [code: string]: number } = {}
const attempt = async (what: string, work: () => Promise<unknown>): Promise<void> => {
  try {
    await work()
    permitted.push(what)
  } catch (error) {
    const { code } = error as { code: string }
    refusals[code] = (refusals[code] ?? 0) + 1
  }
}

// what programs would do
await attempt('links.add', () => rtnl.links.add({ kind: 'bridge', name: 'br7' }))
await attempt('links.change', () => rtnl.links.change('e0', { mtu: 1400, up: true, alias: 'mine' }))
await attempt('links.delete', () => rtnl.links.delete('e0'))
await attempt('links.addAltname', () => rtnl.links.addAltname('e0', 'mine'))
await attempt('addresses.add', () => rtnl.addresses.add({ dev: 'e0', address: '10.9.0.7/24' }))
await attempt('addresses.delete', () => rtnl.addresses.delete({ dev: 'e0', address: '192.0.2.1/24' }))
await attempt('routes.add', () => rtnl.routes.add({ dst: '10.62.0.0/16', dev: 'e0' }))
await attempt('routes.delete', () => rtnl.routes.delete({ dst: '198.51.100.0/24', dev: 'e0' }))
await attempt('rules.add', () => rtnl.rules.add({ family: 'inet', priority: 1700, table: 500 }))
await attempt('rules.delete', () => rtnl.rules.delete({ family: 'inet', priority: 700, table: 77 }))
await attempt('neighbours.add', () => rtnl.neighbours.add({ dev: 'e0', dst: '192.0.2.8', lladdr: '02:00:00:00:00:08' }))
await attempt('neighbours.delete', () => rtnl.neighbours.delete({ dev: 'e0', dst: '192.0.2.9' }))
await attempt('nft flush', () => nft.transaction((tx) => tx.flush()))
await attempt('nft delete', () => nft.transaction((tx) => tx.tables.delete({ family: 'inet', name: 'filter' })))
await attempt('nft add', () => nft.transaction((tx) => tx.tables.add({ family: 'ip', name: 'mine' })))
await attempt('conntrack.flush', () => conntrack.flush({ all: true }))

// every message there is, with the flags of every verb, about the links that there are
const HEADERS: readonly object[] = [{}, { index: 2 }, { ifindex: 2 }, { family: 'inet' }]
const FLAGS = [0, 0x100, 0x200, 0x400, 0x500, 0x600, 0xc00]
const payloadsOf = (node: unknown): Uint8Array[] =>
  HEADERS.flatMap((header) => {
    try {
      return [encode(node as Message<object>, { header } as object)]
    } catch {
      // its header has no such field
      return []
    }
  })
const tryAll = async (family: Family, types: Types): Promise<void> => {
  const { connection, order, transport } = await openRelayed(relay, {}, { protocol: family.protocol }, undefined)
  const socket = new NetlinkSocket({ family, order, transport })
  const work: Promise<void>[] = []
  for (const [name, { type, node }] of Object.entries(types))
    for (const payload of payloadsOf(node))
      for (const flags of FLAGS) work.push(attempt(name, () => socket.request(type, flags, payload)))
  await Promise.all(work)
  socket.close()
  connection.close()
}
await tryAll(route, routeMessages as Types)
await tryAll(netfilter, nftMessages as Types)
for (const client of [rtnl, nft, conntrack]) client.close()
console.log(
  JSON.stringify({ addon, uid: process.geteuid?.(), seen, permitted: [...new Set(permitted)].sort(), refusals }),
)
