/** Monitor and trace of nf_tables, compared with `nft monitor` and with the listed ruleset. */
import { execFileSync } from 'node:child_process'
import type { Socket } from 'node:dgram'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import type { Socket as TcpSocket } from 'node:net'
import { connect, createServer } from 'node:net'
import t from 'tap'
import { Netns } from '../../src/index.ts'
import type { NftablesEvent, Rule, TraceEvent, TraceStep } from '../../src/nftables.ts'
import { Nftables } from '../../src/nftables.ts'
import { until } from '../until.ts'
import { follow, takeUntil } from './follow.ts'
import { inNamespace, ip } from './namespace.ts'
import { addRules, base, corpus, nftScript } from './nft.ts'

const nft = (...words: string[]): string => execFileSync('nft', words, { encoding: 'utf8', stdio: 'pipe' })

/** Creates and deletes a table whose events show that the monitor has started. */
const knock = (): void => nftScript('add table ip knock\ndelete table ip knock')
const end = (): void => nftScript('add table ip over')
const isEnd = (event: NftablesEvent): boolean =>
  event.action === 'new' && event.object === 'table' && event.value.name === 'over'

type Json = { readonly [key: string]: unknown }
const KINDS: { readonly [kind: string]: string } = { map: 'set', counter: 'object', quota: 'object', limit: 'object' }

/** A key in nft's JSON as one of ours. */
const keyText = (key: unknown): string => {
  if (typeof key !== 'object' || key === null) return String(key)
  const one = key as { range?: string[]; prefix?: { addr: string; len: number }; concat?: unknown[]; elem?: Json }
  if (one.elem !== undefined) return keyText(one.elem['val'])
  if (one.range !== undefined) return one.range.join('-')
  if (one.prefix !== undefined) return `${one.prefix.addr}/${one.prefix.len}`
  if (Array.isArray(key)) return keyText(key[0])
  return (one.concat ?? []).map(keyText).join(' . ')
}

/** A line of `nft -j monitor` in a form that our events can be compared with; without anonymous sets. */
const fromNft = (line: string): string[] => {
  const [[action, what]] = Object.entries(JSON.parse(line)) as [[string, { [kind: string]: Json }]]
  const [[kind, value]] = Object.entries(what) as [[string, Json]]
  const { family, table, name, chain, handle } = value
  if (String(name).startsWith('__')) return []
  if (kind === 'element') {
    const { set = [] } = value['elem'] as { set?: unknown[] }
    return set.map((key) => `${action} element ${family} ${table} ${name} ${keyText(key)}`)
  }
  const where = kind === 'table' ? '' : ` ${table}`
  return [`${action} ${KINDS[kind] ?? kind} ${family}${where} ${kind === 'rule' ? chain : name} ${handle}`]
}

const fromUs = (event: NftablesEvent): string[] => {
  if (event.action !== 'new' && event.action !== 'delete') return []
  const { object, value } = event
  // nft's word
  const action = event.action === 'new' ? 'add' : 'delete'
  if (event.object === 'rule')
    return [
      `${event.insert === true ? 'insert' : action} rule ${value.family} ${event.value.table} ${event.value.chain} ${event.value.handle}`,
    ]
  if (event.object === 'element')
    return event.value.elements.map(
      ({ key }) => `${action} element ${value.family} ${event.value.table} ${event.value.set} ${key}`,
    )
  const { family, table, name, handle } = value as { family: string; table?: string; name: string; handle: number }
  return [`${action} ${object} ${family}${table === undefined ? '' : ` ${table}`} ${name} ${handle}`]
}

const SCENES: readonly string[] = [
  `table inet t { comment "c"
  set nets { type ipv4_addr; flags interval; elements = { 10.8.0.0/16, 10.7.0.3-10.7.0.9 } }
  set hosts { type ipv4_addr; comment "known"; }
  set pairs { type ipv4_addr . inet_service; flags interval; elements = { 10.9.0.0/24 . 80-90 } }
  set aged { type ipv4_addr; timeout 1h; }
  map m { type inet_service : ipv4_addr; elements = { 80 : 10.9.0.2 } }
  counter web { }
  quota much { over 5 mbytes }
  chain sub { counter return; }
  chain input { type filter hook input priority 0; policy accept;
    tcp dport { 22, 80-90 } accept
    ip saddr @nets drop
    ip saddr . tcp dport { 10.0.0.1 . 1, 10.0.0.2 . 2 } drop comment "pairs"
    tcp dport vmap { 1 : drop, 2 : jump sub }
  }
}`,
  'add element inet t hosts { 1.2.3.4, 1.2.3.5 }',
  'add element inet t nets { 10.9.0.0/24, 10.10.0.0/24 }\nadd element inet t aged { 10.0.0.1 timeout 5m }',
  'insert rule inet t input tcp sport { 1, 2 } counter\nadd rule inet t input udp dport 53 accept',
  'add chain inet t input { policy drop; }',
  'delete element inet t hosts { 1.2.3.4 }\ndelete element inet t nets { 10.9.0.0/24 }',
  'flush chain inet t input',
  'flush set inet t hosts\ndelete counter inet t web\ndelete set inet t hosts',
  'add table netdev n\nadd chain netdev n c { type filter hook ingress device lo priority 0; }',
  'delete table inet t',
]

/** Fields that nft prints like us. */
const PRINTED =
  /^(ip6? (saddr|daddr|ttl|hoplimit|id|length|protocol|nexthdr|flowlabel)|(tcp|udp) (sport|dport|length|window))$/

/** What nft prints about one packet. */
const said = (lines: readonly string[], id: number | undefined): string[] => {
  const sign = `trace id ${(id ?? 0).toString(16).padStart(8, '0')} `
  return lines
    .filter((line) => line.startsWith(sign))
    .map((line) =>
      line
        .slice(sign.length)
        .replace(/counter packets \d+ bytes \d+/, 'counter')
        .trim(),
    )
}

/** The rules that nft lists, by handle. */
const ruleTexts = (): Map<number, string> => {
  const texts = new Map<number, string>()
  for (const line of nft('-a', 'list', 'ruleset').split('\n')) {
    const [, text = '', handle] = /^\t\t(.*) # handle (\d+)$/.exec(line) ?? []
    if (handle !== undefined) texts.set(Number(handle), text.replace(/counter packets \d+ bytes \d+/, 'counter'))
  }
  return texts
}

const stepText = (step: TraceStep, texts: ReadonlyMap<number, string>): string[] => {
  const { action, family, table, chain, verdict, handle = 0 } = step
  // nft prints nothing at the end of a chain
  if (action === 'return') return []
  const where = `${family} ${table} ${chain} ${action}`
  const decided = [verdict?.verdict, verdict?.chain].filter((one) => one !== undefined).join(' ')
  const mark = step.mark === undefined ? '' : ` meta mark 0x${step.mark.toString(16).padStart(8, '0')}`
  return [action === 'policy' ? `${where} ${decided}${mark}` : `${where} ${texts.get(handle)} (verdict ${decided})`]
}

/** Whether it is about the packet that is sent last. */
const isLast = (event: TraceEvent): boolean => {
  if (event.action === 'other' || event.action === 'lost') throw new Error(`unexpected: ${event.action}`)
  return event.packet?.['ip daddr'] === '127.0.0.2'
}

if (inNamespace(t, import.meta.url)) {
  ip('link set lo up')
  ip('link add v0 type veth peer name v1')
  const ours = await Nftables.open()
  t.teardown(() => ours.close())
  t.afterEach(() => nftScript('flush ruleset'))

  t.test('the same as nft monitor, in the same order', async (t) => {
    const json = await follow(['nft', '-j', 'monitor'], knock, /"knock"/)
    const text = await follow(['nft', 'monitor'], knock, /knock/)
    const monitor = ours.monitor()
    for (const scene of SCENES) nftScript(scene)
    end()
    const events = await takeUntil(monitor, isEnd)
    await monitor.return()
    await until(() => json.lines().some((line) => line.includes('"over"')), 'nft to report the end')
    await until(() => text.lines().some((line) => line.includes('table ip over')), 'nft to report the end')
    await Promise.all([json.stop(), text.stop()])
    const theirs = json.lines().filter((line) => line !== '' && !/"(over|knock)"/.test(line))
    t.strictSame(
      // nft 1.0 skips ranges of concatenated keys
      events.flatMap(fromUs).filter((line) => line !== 'add element inet t pairs 10.9.0.0/24 . 80-90'),
      theirs.flatMap(fromNft),
    )
    const generations = events.flatMap((event) => (event.action === 'generation' ? [event] : []))
    const said = text.lines().flatMap((line) => /^# new generation (\d+) by process (\d+) \((.*)\)$/.exec(line) ?? [])
    const numbers = said.filter((_, at) => at % 4 !== 0)
    t.strictSame(
      generations.slice(-SCENES.length).flatMap(({ generation, pid, program }) => [`${generation}`, `${pid}`, program]),
      numbers.slice(-(SCENES.length + 1) * 3, -3),
    )
    t.equal(generations.length, SCENES.length)
  })

  t.test('a rule of every kind is reported as it is listed, new and deleted', async (t) => {
    const monitor = ours.monitor()
    nftScript(base)
    addRules(corpus)
    end()
    const made = await takeUntil(monitor, isEnd)
    const rules = await ours.rules.list()
    const heard = made.flatMap((event) => ('object' in event && event.object === 'rule' ? [event.value] : []))
    const byHandle = (list: readonly Rule[]) =>
      new Map(list.map((one) => [`${one.family} ${one.table} ${one.handle}`, one]))
    t.equal(heard.length, rules.length)
    t.ok(rules.length >= corpus.length)
    t.strictSame(byHandle(heard), byHandle(rules))
    const { sets } = await ours.ruleset()
    const told = made.flatMap((event) => ('object' in event && event.object === 'set' ? [event.value] : []))
    t.strictSame(
      new Set(told.map(({ table, name }) => `${table} ${name}`)),
      new Set(sets.map(({ table, name }) => `${table} ${name}`)),
    )
    for (const set of told) {
      const { elements, ...listed } =
        sets.find(
          ({ handle, family, table }) => handle === set.handle && family === set.family && table === set.table,
        ) ?? {}
      t.strictSame(set, listed, set.name)
    }
    // a monitor that has to request them itself
    const late = ours.monitor()
    const first = late.next()
    nftScript('delete table ip over')
    await first
    nftScript('flush ruleset')
    end()
    const gone = (await takeUntil(late, isEnd)).flatMap((event) =>
      'object' in event && event.object === 'rule' ? [event.value] : [],
    )
    t.strictSame(byHandle(gone), byHandle(rules))
    await Promise.all([monitor.return(), late.return()])
  })

  t.test('elements: all that are added to a set', async (t) => {
    nftScript('table ip t {\nset s { type ipv4_addr; flags interval; }\n}')
    const monitor = ours.monitor()
    const elements = Array.from({ length: 5000 }, (_, at) => ({ key: `10.${at >> 8}.${at & 255}.0/25` }))
    const inline = await Nftables.open({ io: 'inline' })
    await inline.transaction((tx) => tx.elements.add({ family: 'ip', table: 't', name: 's' }, elements))
    inline.close()
    end()
    const [added, generation] = await takeUntil(monitor, isEnd)
    t.match(added, { action: 'new', object: 'element', value: { set: 's' } })
    t.match(generation, { action: 'generation', pid: process.pid })
    const value = (added as { value?: { elements: { key: string }[] } }).value
    t.strictSame(value?.elements, elements)
    await monitor.return()
  })

  t.test('dropped events are reported, and everything is read again', async (t) => {
    const monitor = ours.monitor({ receiveBuffer: 4096 })
    const first = monitor.next()
    knock()
    await first
    // nothing is read meanwhile
    for (let times = 0; times < 3; times++)
      nftScript(Array.from({ length: 2000 }, (_, at) => `add table ip t${times}x${at}`).join('\n'))
    await takeUntil(monitor, ({ action }) => action === 'lost')
    const told = takeUntil(monitor, isEnd)
    // events that arrive while sets are read again are not lost
    nftScript('table inet t {\nchain c {\ntcp dport { 5, 6 } accept\n}\n}')
    end()
    const rule = (await told).flatMap((event) => ('object' in event && event.object === 'rule' ? [event.value] : []))
    t.match(rule, [{ statements: [{ match: 'tcp dport', right: [5, 6] }, { verdict: 'accept' }] }])
    await monitor.return()
  })

  t.test('in another namespace', async (t) => {
    await using ns = await Netns.createAnonymous()
    const there = await Nftables.open({ netns: ns })
    const monitor = there.monitor()
    const trace = there.trace()
    nftScript('add table ip here')
    await there.transaction((tx) => tx.tables.add({ family: 'ip', name: 'there' }))
    const { value } = await monitor.next()
    t.match(value, { action: 'new', object: 'table', value: { name: 'there' } })
    await Promise.all([monitor.return(), trace.return()])
    there.close()
  })

  t.test('a trace agrees with nft monitor trace', async (t) => {
    nftScript(`table inet t {
  chain sub { ip ttl 64 counter return
  }
  chain input { type filter hook input priority 0; policy accept;
    udp dport { 9, 10 } meta nftrace set 1
    udp dport 9 jump sub
    udp dport 9 drop comment "dropped"
    tcp dport 7777 meta nftrace set 1 accept
    ip6 daddr ::1 meta mark set 7
    meta mark 7 counter
  }
}`)
    const socket = createSocket('udp4')
    const six = createSocket('udp6')
    const send = (from: Socket, port: number, host: string): Promise<void> =>
      new Promise((resolve, reject) => from.send('A', port, host, (error) => (error ? reject(error) : resolve())))
    const theirs = await follow(['nft', 'monitor', 'trace'], () => void send(socket, 10, '127.0.0.1'), /trace id/)
    const trace = ours.trace()
    const first = trace.next()
    await send(socket, 9, '127.0.0.1')
    await send(six, 10, '::1')
    const server = createServer().listen(7777, '127.0.0.1')
    await once(server, 'listening')
    const client = connect(7777, '127.0.0.1', () => client.destroy())
    const [accepted] = (await once(server, 'connection')) as [TcpSocket]
    await once(accepted.resume(), 'close')
    await send(socket, 10, '127.0.0.2')
    const steps = [(await first).value, ...(await takeUntil(trace, isLast))] as TraceStep[]
    await trace.return()
    server.close()
    socket.close()
    six.close()
    const ids = [...new Set(steps.map(({ id }) => id))]
    await until(() => theirs.lines().some((line) => line.includes(' ip daddr 127.0.0.2 ')), 'nft to report the end')
    await theirs.stop()
    const texts = ruleTexts()
    for (const id of ids) {
      const mine = steps.filter((step) => step.id === id)
      // the id may be used again, for another packet
      const all = said(theirs.lines(), id)
      const lines = all.filter((line) => !line.includes(' packet: '))
      const told = mine.flatMap((step) => stepText(step, texts))
      t.strictSame(told, lines.slice(0, told.length), `${id}`)
      t.match(mine.at(-1), { verdict: { verdict: /^(accept|drop)$/ } }, 'to the end')
      const { packet = {} } = mine[0] ?? {}
      const fields = Object.entries(packet).filter(([field]) => PRINTED.test(field))
      t.ok(fields.length >= 5, `${fields.length} fields`)
      const headers = all.filter((line) => line.includes(' packet: ')).map((line) => `${line} `)
      const agree = headers.some((header) => fields.every(([field, value]) => header.includes(` ${field} ${value} `)))
      t.ok(agree, `${JSON.stringify(fields)} in ${headers.join('')}`)
    }
    t.ok(ids.length >= 4, `${ids.length} packets`)
    t.match(
      steps.find(({ rule }) => rule?.comment === 'dropped'),
      { action: 'rule', verdict: { verdict: 'drop' }, rule: { statements: [{ match: 'udp dport', right: 9 }, {}] } },
    )
    t.ok(
      steps.some(({ mark }) => mark === 7),
      'the mark that a rule has set',
    )
  })
}
