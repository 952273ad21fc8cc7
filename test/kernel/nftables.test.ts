/** Transactions, sets and NAT on the live kernel, together with iptables. */
import { execFileSync } from 'node:child_process'
import t from 'tap'
import type { Rule, Transaction, TransactionError } from '../../src/nftables.ts'
import {
  accept,
  counter,
  ct,
  describeStatements,
  dnat,
  drop,
  field,
  ip as ip4,
  jump,
  limit,
  log,
  masquerade,
  meta,
  Nftables,
  reject,
  tcp,
} from '../../src/nftables.ts'
import { inNamespace, ip } from './namespace.ts'
import { base, nftList, nftScript } from './nft.ts'

const run = (program: string, ...words: string[]): string =>
  execFileSync(program, words, { encoding: 'utf8', stdio: 'pipe' })

const IN_T = { family: 'inet', table: 't' } as const
const furnish = (tx: Transaction): void => {
  tx.tables.create({ family: 'inet', name: 't', comment: 'ours' })
  tx.chains.create({ ...IN_T, name: 'x', comment: 'jumped to' })
  tx.chains.create({ ...IN_T, name: 'input', hook: 'input', priority: 'filter', policy: 'accept' })
}
const flush = (nft: Nftables): Promise<void> => nft.transaction((tx) => tx.flush())

if (inNamespace(t, import.meta.url)) {
  t.setTimeout(240_000)
  ip('link set lo up')
  ip('link add v0 type veth peer name v1')
  const nft = await Nftables.open()
  const other = await Nftables.open({ io: 'inline' })
  t.teardown(() => {
    nft.close()
    other.close()
  })

  t.test('nft lists what we have created', async (t) => {
    await nft.transaction((tx) => {
      furnish(tx)
      tx.sets.add({
        ...IN_T,
        name: 'hosts',
        type: 'ipv4_addr',
        comment: 'known',
        elements: [{ key: '10.9.0.1', comment: 'first' }],
      })
      tx.sets.add({
        ...IN_T,
        name: 'nets',
        type: 'ipv4_addr',
        flags: ['interval'],
        elements: [{ key: '10.8.0.0/16' }, { key: '10.7.0.3-10.7.0.9' }],
      })
      tx.sets.add({
        ...IN_T,
        name: 'aged',
        type: 'ipv4_addr',
        timeout: 60_000,
        size: 64,
        elements: [{ key: '10.9.0.1', timeout: 5000 }],
      })
      tx.sets.add({
        ...IN_T,
        name: 'pairs',
        type: 'ipv4_addr . inet_service',
        flags: ['interval'],
        elements: [{ key: '10.9.0.0/24 . 80-90' }],
      })
      tx.sets.add({
        ...IN_T,
        name: 'way',
        type: 'inet_service',
        data: 'ipv4_addr',
        elements: [{ key: 80, value: '10.9.0.2' }],
      })
      tx.sets.add({
        ...IN_T,
        name: 'gate',
        type: 'ifname',
        data: 'verdict',
        elements: [
          { key: 'lo', value: accept() },
          { key: 'v0', value: jump('x') },
        ],
      })
      tx.sets.add({ ...IN_T, name: 'gone', type: 'mark' })
      tx.objects.add({ ...IN_T, name: 'web', type: 'counter', statement: counter(1, 60), comment: 'packets' })
      tx.objects.add({ ...IN_T, name: 'old', type: 'limit', statement: limit(5, 'minute') })
      tx.rules.add({
        ...IN_T,
        chain: 'input',
        statements: [ct.state('established,related'), accept()],
        comment: 'answers',
      })
      tx.rules.add({
        ...IN_T,
        chain: 'input',
        statements: [ip4.saddr('10.9.0.0/24'), tcp.dport([80, 443]), counter(), accept()],
      })
      tx.rules.add({ ...IN_T, chain: 'input', statements: [meta.oifname('!=', 'br0'), ip4.saddr('@nets'), drop()] })
      tx.rules.add({
        ...IN_T,
        chain: 'input',
        statements: [field('ip saddr . tcp dport')('@pairs'), log({ prefix: 'in ' })],
      })
      tx.rules.add({ ...IN_T, chain: 'input', statements: [meta.iifname.vmap('@gate')] })
      tx.rules.add({ ...IN_T, chain: 'x', statements: [reject()] })
    })
    await nft.transaction((tx) => {
      tx.sets.delete({ ...IN_T, name: 'gone' })
      tx.objects.delete({ ...IN_T, name: 'old', type: 'limit' })
      tx.elements.add({ ...IN_T, name: 'hosts' }, [{ key: '10.9.0.7' }, { key: '10.9.0.8' }])
      tx.elements.delete({ ...IN_T, name: 'hosts' }, [{ key: '10.9.0.8' }])
    })
    const text = run('nft', '-s', 'list', 'ruleset').replace(/ expires \w+/g, '')
    for (const line of [
      'set hosts {\n\t\ttype ipv4_addr\n\t\tcomment "known"\n\t\telements = { 10.9.0.1 comment "first", 10.9.0.7 }',
      'elements = { 10.7.0.3-10.7.0.9, 10.8.0.0/16 }',
      'size 64',
      'timeout 1m',
      'elements = { 10.9.0.0/24 . 80-90 }',
      'type inet_service : ipv4_addr\n\t\telements = { 80 : 10.9.0.2 }',
      '"lo" : accept',
      '"v0" : jump x',
      'counter web {\n\t\tcomment "packets"',
      'ct state established,related accept comment "answers"',
      'ip saddr 10.9.0.0/24 tcp dport { 80, 443 } counter accept',
      'oifname != "br0" ip saddr @nets drop',
      'ip saddr . tcp dport @pairs log prefix "in "',
      'iifname vmap @gate',
      'chain x {\n\t\tcomment "jumped to"\n\t\treject',
    ])
      t.ok(text.includes(line), line)
    t.notMatch(text, /gone|limit old/)
    const { tables, chains, sets, objects, rules } = await nft.ruleset()
    t.match(tables, [{ family: 'inet', name: 't', comment: 'ours' }])
    t.match(
      chains.find(({ name }) => name === 'input'),
      { type: 'filter', hook: 'input', priority: 0, policy: 'accept' },
    )
    t.match(sets.find(({ name }) => name === 'hosts')?.elements, [
      { key: '10.9.0.1', comment: 'first' },
      { key: '10.9.0.7' },
    ])
    const gate = new Map(sets.find(({ name }) => name === 'gate')?.elements?.map(({ key, value }) => [key, value]))
    t.strictSame(gate.get('lo'), { verdict: 'accept' })
    t.strictSame(gate.get('v0'), { verdict: 'jump', chain: 'x' })
    t.match(objects, [{ name: 'web', type: 'counter', data: { packets: 1, bytes: 60 }, comment: 'packets' }])
    t.equal(rules.length, 6)
    t.match(await nft.chains.list({ table: 't' }), chains)
    t.match(await nft.chains.list({ table: 'none' }), [])
    t.match(await nft.sets.list({ ...IN_T }), [{ name: 'hosts' }, { name: 'nets' }])
    t.match(await nft.objects.list(), [{ name: 'web' }])
  })

  t.test('rules are inserted, replaced, deleted', async (t) => {
    const chain = { ...IN_T, chain: 'x' }
    const texts = async () => (await nft.rules.list(chain)).map(({ statements }) => describeStatements(statements))
    const handles = async () => (await nft.rules.list(chain)).map(({ handle }) => handle)
    await nft.transaction((tx) => tx.rules.insert({ ...chain, statements: [tcp.dport(1)] }))
    const [first = 0] = await handles()
    await nft.transaction((tx) => {
      tx.rules.add({ ...chain, statements: [tcp.dport(2)] }, first)
      tx.rules.replace({ ...chain, statements: [tcp.dport(3)] }, first)
    })
    t.strictSame(await texts(), ['tcp dport 3', 'tcp dport 2', 'reject with icmpx 1'])
    await nft.transaction((tx) => tx.rules.delete({ ...chain, handle: first }))
    t.strictSame(await texts(), ['tcp dport 2', 'reject with icmpx 1'])
    await nft.transaction((tx) => {
      tx.elements.flush({ ...IN_T, name: 'hosts' })
      tx.chains.flush({ ...IN_T, name: 'x' })
      tx.chains.flush({ ...IN_T, name: 'input' })
      tx.elements.flush({ ...IN_T, name: 'gate' })
      tx.chains.delete({ ...IN_T, name: 'x' })
    })
    t.strictSame(
      (await nft.chains.list()).map(({ name }) => name),
      ['input'],
    )
    await flush(nft)
    t.strictSame(await nft.tables.list(), [])
  })

  t.test('everything that nft can create can be read', async (t) => {
    nftScript(base)
    const { sets, objects, chains, tables } = await nft.ruleset()
    t.equal(sets.length, nftList().others.filter((one) => /^\{"(set|map)"/.test(one)).length)
    t.match(tables[0], { name: 't', comment: 'all there is' })
    const set = (name: string) => sets.find((one) => one.name === name)
    t.match(set('nets6'), { autoMerge: true, elements: [{ key: '2001:db8::/32' }, { key: 'fe80::1' }] })
    t.match(set('both'), { data: 'ipv4_addr . inet_service', elements: [{ key: 8080, value: '10.1.0.1 . 80' }] })
    t.match(set('bycounter'), { data: 'counter', elements: [{ key: '10.1.0.1', value: 'c1' }, {}] })
    t.match(
      set('blocks')?.elements?.map(({ key }) => key),
      ['10.7.0.0/24 . tcp . 80-90', '10.8.0.1 . udp . 53'],
    )
    t.match(set('counted')?.elements, [{ key: '10.3.0.1', statements: [{ counter: { packets: 3, bytes: 180 } }] }])
    t.match(set('aged'), { timeout: 3600000, gcInterval: 30000, elements: [{ key: '10.5.0.1', timeout: 600000 }] })
    t.match(set('pol'), { policy: 'memory', size: 12 })
    t.match(chains.find(({ name }) => name === 'several')?.devices?.toSorted(), ['v0', 'v1'])
    t.match(
      chains.find(({ table, name }) => table === 'n' && name === 'egress'),
      { hook: 'egress', devices: ['v0'] },
    )
    t.match(
      objects.find(({ name }) => name === 'ftp'),
      { type: 'ct helper', data: { name: 'ftp' } },
    )
    await flush(nft)
  })

  t.test('one invalid rule among ten thousand: it is named, and nothing is carried out', async (t) => {
    const before = await nft.generation()
    const error = (await nft
      .transaction((tx) => {
        furnish(tx)
        for (let port = 0; port < 10_000; port++) {
          const chain = port === 5000 ? 'nowhere' : 'input'
          tx.rules.add({ ...IN_T, chain, statements: [tcp.dport(port), counter(), drop()] })
        }
      })
      .catch((reason: unknown) => reason)) as TransactionError
    t.match(error, { name: 'TransactionError', code: 'ERR_TRANSACTION' })
    t.strictSame([...error.failures.keys()], [5003])
    t.match(error.failures.get(5003), { code: 'ENOENT', target: 'inet t nowhere', extack: { path: 'chain' } })
    t.strictSame(await nft.tables.list(), [])
    t.equal(await nft.generation(), before)
  })

  t.test('ten thousand invalid ones: more refusals than fit the receive buffer', async (t) => {
    const adding = nft.transaction((tx) => {
      furnish(tx)
      for (let port = 0; port < 10_000; port++)
        tx.rules.add({ ...IN_T, chain: 'nowhere', statements: [tcp.dport(port)] })
    })
    await t.rejects(adding, { name: 'TransactionError' })
    t.strictSame(await nft.tables.list(), [])
  })

  t.test('two writers: one of them gets a conflict, and tries again', async (t) => {
    let tries = 0
    await nft.transaction((tx) => furnish(tx))
    await nft.transaction(async (tx) => {
      tries++
      if (tries === 1) await other.transaction((theirs) => theirs.chains.add({ ...IN_T, name: 'theirs' }))
      tx.chains.add({ ...IN_T, name: 'ours' })
    })
    t.equal(tries, 2)
    const conflict = nft.transaction(
      async (tx) => {
        await other.transaction((theirs) => theirs.chains.delete({ ...IN_T, name: 'theirs' }))
        tx.chains.add({ ...IN_T, name: 'never' })
      },
      { retries: 0 },
    )
    await t.rejects(conflict, { name: 'ConflictError', code: 'ERR_CONFLICT' })
    t.strictSame((await nft.chains.list()).map(({ name }) => name).sort(), ['input', 'ours', 'x'])
    await flush(nft)
  })

  t.test('a hundred thousand elements in one transaction', async (t) => {
    const elements = Array.from({ length: 100_000 }, (_, index) => ({
      key: `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`,
    }))
    await nft.transaction((tx) => {
      furnish(tx)
      tx.sets.add({ ...IN_T, name: 'many', type: 'ipv4_addr', elements })
    })
    const [set] = await nft.sets.list()
    t.equal(set?.elements?.length, 100_000)
    t.strictSame(
      set?.elements?.map(({ key }) => key),
      elements.map(({ key }) => key),
    )
    await flush(nft)
  })

  t.test('NAT in one line: created once, found again, removed', async (t) => {
    const lan = { source: '172.16.0.0/16', notOut: 'docker0' }
    const web = { protocol: 'tcp', port: 8080, to: '172.16.0.2:80' } as const
    for (let time = 0; time < 2; time++) {
      await nft.nat.masquerade(lan)
      await nft.nat.masquerade({ source: 'fd00::/8', out: 'v0' })
      await nft.nat.masquerade({ source: '10.0.0.0/8' })
      await nft.nat.publishPort(web)
    }
    const texts = (rules: readonly Rule[]) =>
      rules.map(({ chain, statements }) => `${chain}: ${describeStatements(statements)}`)
    t.strictSame(texts(await nft.rules.list()), [
      'prerouting: fib daddr type local tcp dport 8080 counter packets 0 bytes 0 dnat ip to 172.16.0.2:80',
      'output: fib daddr type local tcp dport 8080 counter packets 0 bytes 0 dnat ip to 172.16.0.2:80',
      'postrouting: ip saddr 172.16.0.0/16 meta oifname != "docker0" counter packets 0 bytes 0 masquerade',
      'postrouting: ip6 saddr fd00::/8 meta oifname "v0" counter packets 0 bytes 0 masquerade',
      'postrouting: ip saddr 10.0.0.0/8 counter packets 0 bytes 0 masquerade',
    ])
    t.match(
      run('nft', 'list', 'table', 'inet', 'rtnl-nat'),
      'ip saddr 172.16.0.0/16 oifname != "docker0" counter packets 0 bytes 0 masquerade',
    )
    await t.rejects(nft.nat.publishPort({ ...web, to: '172.16.0.3:80' }), {
      code: 'EEXIST',
      message: 'nat.publishPort: tcp/8080 is already published to 172.16.0.2:80; remove that first',
    })
    await nft.nat.publishPort({ ...web, to: '[fd00::2]:80' })
    await t.rejects(nft.nat.publishPort({ ...web, to: 'fd00::3' }), { code: 'EEXIST', message: /\[fd00::2\]:80/ })
    await nft.nat.publishPort({ ...web, to: '[fd00:0::2]:080' })
    await nft.nat.publishPort({ ...web, protocol: 'udp', to: '172.16.0.3:80' })
    t.equal((await nft.rules.list()).length, 9, 'each once, for each family and protocol')
    t.equal(await nft.nat.removePort({ ...web, protocol: 'udp', to: '172.16.0.3:80' }), true)
    t.equal(await nft.nat.removePort({ ...web, to: '[fd00::2]:80' }), true)
    await nft.nat.masquerade({ source: '172.16.9.9/16', notOut: 'docker0' })
    t.equal((await nft.rules.list()).length, 5, 'the same network')
    t.equal(await nft.nat.removePort(web), true)
    t.equal(await nft.nat.removePort(web), false)
    await nft.nat.publishPort({ ...web, to: '172.16.0.3:80' })
    t.equal(await nft.nat.removePort({ ...web, to: '172.16.0.3:80' }), true)
    t.equal(await nft.nat.removeMasquerade(lan), true)
    t.equal((await nft.rules.list()).length, 2)
    await nft.nat.clear()
    await nft.nat.clear()
    t.strictSame(await nft.tables.list(), [])
    await t.rejects(nft.nat.masquerade({ ...lan, out: 'v0' }), /^notOut: expected only one of `out` and `notOut`/)
  })

  t.test('NAT in the format of iptables: iptables lists and changes it', async (t) => {
    const lan = { source: '172.16.0.0/16', notOut: 'docker0' }
    const web = { protocol: 'tcp', port: 8080, to: '172.16.0.2:80' } as const
    for (let time = 0; time < 2; time++) {
      await nft.nat.iptables.masquerade(lan)
      await nft.nat.iptables.publishPort(web)
    }
    await nft.nat.iptables.publishPort({ protocol: 'udp', port: 53, to: '172.16.0.3' })
    await t.rejects(nft.nat.iptables.publishPort({ ...web, to: '172.16.0.9' }), { code: 'EEXIST' })
    const saved = run('iptables-save', '-t', 'nat')
    t.match(saved, '-A PREROUTING -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.16.0.2:80')
    t.match(saved, '-A PREROUTING -p udp -m udp --dport 53 -j DNAT --to-destination 172.16.0.3')
    t.match(saved, '-A POSTROUTING -s 172.16.0.0/16 ! -o docker0 -j MASQUERADE')
    t.equal(saved.match(/^-A/gm)?.length, 3)
    run('iptables', '-t', 'nat', '-C', 'POSTROUTING', '-s', '172.16.0.0/16', '!', '-o', 'docker0', '-j', 'MASQUERADE')
    run('iptables', '-t', 'nat', '-D', 'POSTROUTING', '-s', '172.16.0.0/16', '!', '-o', 'docker0', '-j', 'MASQUERADE')
    t.equal(await nft.nat.iptables.removeMasquerade(lan), false)
    t.equal(await nft.nat.iptables.removePort(web), true)
    t.notMatch(run('iptables-save', '-t', 'nat'), '8080')
    run('iptables', '-t', 'nat', '-A', 'POSTROUTING', '-s', '172.16.0.0/16', '!', '-o', 'docker0', '-j', 'MASQUERADE')
    t.equal(await nft.nat.iptables.removeMasquerade(lan), true, 'what iptables wrote is the same')
    await t.rejects(nft.nat.iptables.masquerade({ source: 'fd00::/8' }), /^source: /)
    await t.rejects(nft.nat.iptables.publishPort({ ...web, to: '[fd00::2]:80' }), /^to: /)
    await flush(nft)
  })

  t.test('rules of iptables can be read', async (t) => {
    const rules = [
      '-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
      '-A INPUT -p tcp -m multiport --dports 80,443,1000:2000 -m comment --comment web -j ACCEPT',
      '-A FORWARD -i br+ -o veth1 -p udp --sport 53 -j RETURN',
      '-A INPUT -s 10.0.0.0/9 -d 10.9.0.1 -i lo -j DROP',
      '-A INPUT -j REJECT --reject-with icmp-host-prohibited',
    ]
    for (const rule of rules) run('iptables', ...rule.split(' '))
    const read = await nft.rules.list({ family: 'ip', table: 'filter' })
    t.equal(read.length, rules.length)
    t.match(read.find(({ chain }) => chain === 'FORWARD')?.statements, [
      { match: 'meta iifname', right: 'br*' },
      { match: 'meta oifname', right: 'veth1' },
      { match: 'udp sport', right: 53 },
      { counter: { packets: 0, bytes: 0 } },
      { verdict: 'return' },
    ])
    t.match(read[0]?.statements, [{ extension: 'match', name: 'conntrack', rev: 3 }, { counter: {} }, accept()])
    const dropping = read.flatMap(({ statements }) => (JSON.stringify(statements).includes('"drop"') ? statements : []))
    for (const match of [ip4.saddr('10.0.0.0/9'), ip4.daddr('10.9.0.1'), meta.iifname('lo')])
      t.ok(
        dropping.some((one) => JSON.stringify(one) === JSON.stringify(match)),
        JSON.stringify(match),
      )
    t.throws(() => describeStatements(read[0]?.statements ?? []), /nft has no syntax for iptables' match conntrack/)
    await flush(nft)
  })

  t.test('invalid input is refused before anything is sent', async (t) => {
    const bad = (fill: (tx: Transaction) => void) => nft.transaction(fill)
    await t.rejects(
      bad((tx) => tx.rules.add({ ...IN_T, chain: 'x', statements: [ip4.saddr('@none')] })),
      /^statements\[0\]\.right: /,
    )
    await t.rejects(
      bad((tx) => tx.sets.add({ ...IN_T, name: 's', type: 'ipv4' })),
      /^type: /,
    )
    await t.rejects(
      bad((tx) => tx.chains.add({ family: 'arp', table: 't', name: 'c', hook: 'forward' })),
      /^hook: /,
    )
    await t.rejects(
      bad((tx) => tx.chains.add({ ...IN_T, name: 'c', hook: 'input', priority: 'out' })),
      /^priority: /,
    )
    await t.rejects(
      bad((tx) => tx.tables.add({ family: 'ip', name: 't', comment: 'x'.repeat(300) })),
      /^comment: /,
    )
    await nft.transaction(() => undefined)
    await t.rejects(
      bad((tx) => tx.rules.add({ ...IN_T, chain: 'x', statements: [dnat('10.9.0.1:80'), masquerade()] })),
      {
        name: 'TransactionError',
        message: /: changes were refused \(1 of 1; first, number 0: NFT_MSG_NEWRULE inet t x: ENOENT/,
      },
    )
  })
}
