/** Monitors of the live kernel: real changes, other namespaces, losses. */
import { execFileSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import type { Address, Link, MonitorOptions, RtnlEvent } from '../../src/index.ts'
import { Rtnl } from '../../src/index.ts'
import { peerNamespace } from '../oracle/scene.ts'
import { comes, PATIENCE, until } from '../until.ts'
import { inNamespace, ip, ipBatch } from './namespace.ts'

type Io = 'thread' | 'inline'

const nameOf = (value: object): string => {
  const { name, family, dst, src, address, priority, type } = value as { [key: string]: unknown }
  if (typeof name === 'string') return name
  return [family, dst, src, address, priority, type === 'local' ? type : undefined]
    .filter((part) => part !== undefined)
    .join(' ')
}

const inWords = (event: RtnlEvent): string => {
  if (event.action === 'new' || event.action === 'delete')
    return `${event.action} ${event.object} ${nameOf(event.value)}${event.nsid === undefined ? '' : ' elsewhere'}`
  return event.action === 'snapshot' ? `snapshot ${event.object}` : event.action
}

/** The events until `last`. */
const told = async (options: MonitorOptions, io: Io, change: () => void, last: RegExp): Promise<RtnlEvent[]> => {
  await using rtnl = await Rtnl.open({ io })
  const monitor = rtnl.monitor({ signal: AbortSignal.timeout(PATIENCE), ...options })
  change()
  const events: RtnlEvent[] = []
  for await (const event of monitor) {
    events.push(event)
    if (last.test(inWords(event))) return events
  }
  throw new Error(`no ${last} after ${events.map(inWords).join(', ')}`)
}

const inside = (pid: string, words: string): void => {
  execFileSync('nsenter', [`--net=/proc/${pid}/ns/net`, 'ip', ...words.split(' ')])
}

const changes = (io: Io): void => {
  t.test(`${io}: links that are created, renamed, moved away and deleted`, async (t) => {
    const other = await peerNamespace()
    const events = await told(
      { groups: ['link'] },
      io,
      () => {
        ip('link add made type ifb')
        ip('link set made name renamed')
        ip('link set renamed up')
        ip(`link set renamed netns ${other}`)
        ip('link add second type ifb')
        ip('link del second')
      },
      /^delete link second/,
    )
    const words = events.map((event) => inWords(event))
    for (const [first, then] of [
      ['new link made', 'new link renamed'],
      ['new link renamed', 'delete link renamed'],
      ['delete link renamed', 'new link second'],
    ] as const)
      t.ok(words.indexOf(first) >= 0 && words.indexOf(first) < words.indexOf(then), `${first}, ${then}`)
    const moved = events.find((event) => inWords(event) === 'delete link renamed')
    t.ok(typeof (moved as { value: Link }).value.newIfindex === 'number', 'it says where it has gone')
  })

  t.test(`${io}: addresses, routes, rules, neighbours, netconf, nsids`, async (t) => {
    const other = await peerNamespace()
    const groups = ['ipv4-ifaddr', 'ipv4-route', 'ipv4-rule', 'ipv6-rule', 'neigh', 'ipv4-netconf', 'nsid'] as const
    const events = await told(
      { groups },
      io,
      () => {
        ip('link add w0 type ifb')
        ip('link set w0 up')
        ip('addr add 10.3.0.1/24 dev w0')
        ip('route add 10.4.0.0/16 via 10.3.0.2')
        ip('rule add from 10.3.0.0/24 lookup 77 priority 7')
        ip('-6 rule add from 2001:db8::/32 lookup 77 priority 8')
        ip('neigh add 10.3.0.9 lladdr 02:00:00:00:00:09 dev w0 nud permanent')
        ip('neigh del 10.3.0.9 dev w0')
        ip('link set w0 name w1')
        ip('addr add 10.6.0.2/24 dev w1')
        ip(`link add there type veth peer name there netns ${other}`)
        ip('link del there')
        ip('rule del priority 7')
        ip('-6 rule del priority 8')
        ip('route del 10.4.0.0/16')
        ip('addr del 10.3.0.1/24 dev w1')
        ip('link del w1')
      },
      /^delete address inet 10\.6\.0\.2/,
    )
    const words = events.map((event) => inWords(event))
    for (const expected of [
      'new address inet 10.3.0.1/24',
      'new route inet 10.3.0.1/32 local',
      'new route inet 10.3.0.0/24',
      'new route inet 10.4.0.0/16',
      'new rule inet 10.3.0.0/24 7',
      'new rule inet6 2001:db8::/32 8',
      'new neighbour inet 10.3.0.9',
      'delete neighbour inet 10.3.0.9',
      'delete rule inet 10.3.0.0/24 7',
      'delete rule inet6 2001:db8::/32 8',
      'delete route inet 10.4.0.0/16',
      'delete address inet 10.3.0.1/24',
    ])
      t.ok(words.includes(expected), expected)
    t.ok(words.some((word) => word.startsWith('new netconf')))
    t.ok(words.some((word) => word.startsWith('new nsid')))
    t.notOk(
      words.some((word) => word.includes(' link ')),
      'links are known for their names alone',
    )
    const devs = events.flatMap((event) =>
      event.action === 'new' && event.object === 'address' ? [`${event.value.address} ${event.value.dev}`] : [],
    )
    t.strictSame(devs, ['10.3.0.1/24 w0', '10.3.0.1/24 w1', '10.6.0.2/24 w1'], 'names as they are at the time')
    const route = events.find((event) => inWords(event) === 'new route inet 10.4.0.0/16')
    t.match(route, { value: { gateway: '10.3.0.2', dev: 'w0' } })
  })

  t.test(`${io}: a port that leaves its bridge is not a deleted link`, async (t) => {
    const events = await told(
      { groups: ['link'] },
      io,
      () => {
        for (const words of [
          'link add bridge0 type bridge',
          'link add port type ifb',
          'link set port master bridge0',
          'link set port nomaster',
          'link del port',
          'link del bridge0',
        ])
          ip(words)
      },
      /^delete link bridge0/,
    )
    const words = events.map((event) => inWords(event))
    t.equal(words.filter((word) => word === 'delete link port').length, 1)
    t.ok(words.includes('delete protinfo port'))
    t.ok(words.indexOf('delete protinfo port') < words.indexOf('delete link port'))
  })

  t.test(`${io}: events of another namespace`, async (t) => {
    const other = await peerNamespace()
    ip(`link add bond type veth peer name bond netns ${other}`)
    await using rtnl = await Rtnl.open({ io })
    const id = await rtnl.nsids.get({ pid: Number(other) })
    t.type(id, 'number')
    const change = (): void => {
      inside(other, 'link set lo up')
      inside(other, 'addr add 10.5.0.1/24 dev bond')
      ip('addr add 10.5.0.2/24 dev bond')
    }
    const groups = ['link', 'ipv4-ifaddr'] as const
    const heard = await told({ groups, listenAllNsid: true }, io, change, /10\.5\.0\.2/)
    const addresses = heard.filter((event) => event.action === 'new' && event.object === 'address')
    const brief = addresses.map((event) => {
      const { value, nsid } = event as { value: Address; nsid?: number }
      return [value.address, value.dev, nsid]
    })
    t.strictSame(brief, [
      ['127.0.0.1/8', undefined, id],
      ['10.5.0.1/24', undefined, id],
      ['10.5.0.2/24', 'bond', undefined],
    ])
    const again = (): void => {
      inside(other, 'addr add 10.5.1.1/24 dev bond')
      ip('addr add 10.5.1.2/24 dev bond')
    }
    const alone = await told({ groups: ['ipv4-ifaddr'] }, io, again, /10\.5\.1\.2/)
    t.strictSame(
      alone.map((event) => inWords(event)),
      ['new address inet 10.5.1.2/24'],
      'not unless requested',
    )
    ip('link del bond')
  })

  t.test(`${io}: losses are reported, and the known state converges`, async (t) => {
    await using rtnl = await Rtnl.open({ io })
    const stop = new AbortController()
    const monitor = rtnl.monitor({ groups: ['link'], snapshots: true, receiveBuffer: 4096, signal: stop.signal })
    const known = new Map<number, string>()
    let losses = 0
    let snapshots = 0
    const say = ({ name, mtu, flags }: Link): string => `${name} ${mtu} ${flags.join()}`
    const loop = (async (): Promise<void> => {
      for await (const event of monitor) {
        if (event.action === 'lost') losses++
        if (event.action === 'snapshot' && event.object === 'link') {
          snapshots++
          known.clear()
          for (const link of event.values) known.set(link.index, say(link))
        }
        if (event.action === 'new' && event.object === 'link') known.set(event.value.index, say(event.value))
        if (event.action === 'delete' && event.object === 'link') known.delete(event.value.index)
      }
    })()
    ipBatch(Array.from({ length: 46 }, (_, i) => `link add many${i} type ifb`))
    for (let round = 0; round < 6; round++) {
      // nothing in this process is read while this runs
      ipBatch([
        ...Array.from({ length: 1000 }, (_, i) => `link set many${i % 40} mtu ${1000 + round + i}`),
        `link del many${40 + round}`,
        `link add more${round} type ifb`,
      ])
      await sleep(5)
    }
    await until(() => losses > 0, 'a loss to be reported')
    const truth = async (): Promise<string[]> => (await rtnl.links.list()).map(say).sort()
    const wanted = await truth()
    await comes(() => JSON.stringify([...known.values()].sort()) === JSON.stringify(wanted))
    t.strictSame([...known.values()].sort(), wanted)
    await until(() => snapshots > 1, 'one at the start, one after the last loss')
    stop.abort()
    await loop
    ipBatch((await rtnl.links.list({ kind: 'ifb' })).map(({ name }) => `link del ${name}`))
  })

  t.test(`${io}: snapshots of every object`, async (t) => {
    ip('link set lo up')
    const groups = [
      'link',
      'ipv4-ifaddr',
      'ipv6-ifaddr',
      'ipv4-route',
      'ipv4-mroute',
      'mpls-route',
      'ipv4-rule',
    ] as const
    const more = ['ipv6-rule', 'neigh', 'nsid', 'ipv4-netconf', 'ipv6-netconf', 'mpls-netconf'] as const
    await using rtnl = await Rtnl.open({ io })
    const monitor = rtnl.monitor({ groups: [...groups, ...more], snapshots: true })
    const found = new Map<string, readonly unknown[]>()
    while (found.size < 7) {
      const { value } = await monitor.next()
      const event = value as RtnlEvent
      if (event.action === 'snapshot') found.set(event.object, event.values)
    }
    await monitor.return?.()
    t.strictSame([...found.keys()], ['link', 'address', 'route', 'rule', 'neighbour', 'nsid', 'netconf'])
    t.strictSame(found.get('link'), await rtnl.links.list())
    t.strictSame(found.get('address'), await rtnl.addresses.list())
    t.strictSame(found.get('route'), await rtnl.routes.list({ family: 'inet' }))
    const rules = await rtnl.rules.list()
    t.equal(found.get('rule')?.length, rules.length)
    t.equal(found.get('netconf')?.length, (await rtnl.netconf.list()).length)
  })
}

if (inNamespace(t, import.meta.url)) {
  for (const io of ['thread', 'inline'] as const) changes(io)
}
