/**
 * Rulesets as text, compared with nft: a ruleset that nft has loaded, formatted by us and loaded in an empty namespace,
 * is listed the same.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import t from 'tap'
import { fields } from '../../src/netfilter/nftables/statements/fields.ts'
import type { RulesetTextOptions } from '../../src/nftables.ts'
import { formatRuleset, Nftables } from '../../src/nftables.ts'
import { inNamespace, ip } from './namespace.ts'
import { addRules, base, corpus, everything, nftElsewhere, nftList, nftScript, nftText } from './nft.ts'

/** The example uses the built package. */
const docker = new URL('../../examples/docker-rules.js', import.meta.url).href

const iptables = (words: string): void => void execFileSync('iptables-nft', words.split(' '), { stdio: 'pipe' })

if (inNamespace(t, import.meta.url)) {
  t.setTimeout(240_000)
  ip('link add v0 type veth peer name v1')
  const nft = await Nftables.open()
  t.teardown(() => nft.close())
  const text = async (options?: RulesetTextOptions): Promise<string> => formatRuleset(await nft.ruleset(), options)

  t.test('rules of every kind', async (t) => {
    nftScript(`flush ruleset\n${base}`)
    addRules(corpus)
    const said = await text()
    t.notMatch(said, /#/, 'nothing is a comment')
    const { list, text: loaded } = nftElsewhere(said)
    t.strictSame(list(), nftList())
    t.equal(list().rules.length, corpus.length)
    t.equal(loaded, nftText())
  })

  t.test('a match of the protocol before a field that needs it is printed where nft prints it', async (t) => {
    const always = ['ct state new', 'accept', 'meta mark 7 accept']
    const ends: { readonly [protocol: string]: readonly string[] } = {
      tcp: [
        ...[
          'tcp dport 22',
          'tcp dport { 22, 23 }',
          'tcp dport vmap { 22 : drop }',
          'tcp dport set 22',
          'tcp flags syn',
        ],
        ...['reject with tcp reset', 'redirect to :22', 'tcp dport 22 tcp sport != 23'],
        ...['th dport 22', 'ct state new tcp dport 22', '@th,160,16 22'],
      ],
      icmp: ['icmp type echo-request', 'icmp type { echo-reply, echo-request }', 'icmp type 3 icmp code 1'],
      icmpv6: ['icmpv6 type nd-router-solicit', 'icmpv6 type 134 icmpv6 code 0'],
      sctp: ['sctp dport 22', 'sctp chunk init exists'],
      esp: ['esp spi 100'],
      '!= udp': ['th dport 22'],
      '{ tcp, udp }': ['th dport 22'],
    }
    const rules: string[] = []
    for (const family of ['ip', 'ip6', 'inet'])
      for (const match of ['ip protocol', 'ip6 nexthdr', 'meta l4proto'])
        for (const [protocol, fields] of Object.entries(ends))
          for (const between of ['', 'counter ', 'log ', 'meta mark 7 ', 'ip ttl 64 ', 'ip6 hoplimit 64 '])
            for (const end of [...fields, ...always]) {
              const networks = new Set(`${family} ${match} ${between} ${end}`.match(/\bip6?\b/g))
              if (networks.has('ip6') && networks.has('ip')) continue
              rules.push(`add rule ${family} t c ${match} ${protocol} ${between}${end}`)
            }
    const tables = ['ip', 'ip6', 'inet'].map((family) => `add table ${family} t\nadd chain ${family} t c`)
    nftScript(['flush ruleset', ...tables, ...rules].join('\n'))
    const lines = (whole: string): string[] => whole.match(/^\t\t.*$/gm) ?? []
    const field = (line = ''): string | undefined => /ip protocol|ip6 nexthdr/.exec(line)?.[0]
    const printed = (line: string, at: number): string => `${rules[at]}: ${field(line)}`
    const [ours, theirs] = [lines(await text()), lines(nftText())]
    t.equal(ours.length, rules.length)
    t.strictSame(ours.map(printed), theirs.map(printed))
    const hidden = theirs.filter((line, at) => field(rules[at]) !== undefined && field(line) === undefined)
    t.ok(hidden.length > 50, `${hidden.length} of ${rules.length} without the match`)
  })

  t.test('bytes of a transport header are the fields of the protocol that the rule has matched', async (t) => {
    const rules = [
      ...['ah reserved 22', 'comp cpi 22', 'esp sequence 22', 'igmp mrt 22', 'meta l4proto tcp th sport 22'],
      ...['meta l4proto ipv6-icmp icmpv6 type nd-router-advert', 'icmp type 8 icmp id 22', '@th,16,16 22'],
    ]
    nftScript(
      ['flush ruleset\nadd table ip t\nadd chain ip t c', ...rules.map((one) => `add rule ip t c ${one}`)].join('\n'),
    )
    const lines = (whole: string): string[] => whole.match(/^\t\t.*$/gm) ?? []
    t.strictSame(lines(await text()), lines(nftText()))
    // a code without a word for this message type, and a protocol without a word in nft
    nftScript(
      'flush chain ip t c\nadd rule ip t c icmp code 1 icmp type 2\nadd rule ip t c meta l4proto 91 th sport 22',
    )
    t.strictSame(lines(await text()), ['\t\ticmp type 2 icmp code 1', '\t\tmeta l4proto 91 th sport 22'])
  })

  t.test('all declarations', async (t) => {
    nftScript(`flush ruleset\n${everything}`)
    const said = await text()
    t.notMatch(said, /#/, 'nothing is a comment')
    const { list, text: loaded } = nftElsewhere(said)
    t.strictSame(list(), nftList())
    t.equal(loaded, nftText())
    t.match(loaded, /typeof vlan id\n.*elements = \{ 5 \}/, 'and that is not nothing')
    t.match(
      await text({ handles: true }),
      /^table inet t \{ # handle \d+$[\s\S]*^\t\tmeta iifname @links # handle \d+$/m,
    )
  })

  // nft's JSON is wrong about flags
  t.test('a dormant table', async (t) => {
    nftScript('flush ruleset\ntable ip t { flags dormant; }')
    t.equal(nftElsewhere(await text()).text, nftText())
  })

  t.test('sets that were declared by any typeof', async (t) => {
    const names = [...fields.keys(), 'numgen random mod 7', 'ip saddr . tcp dport . meta mark']
    const scripts = names.map((name, at) => `add set inet t s${at} { typeof ${name}; }`)
    nftScript('flush ruleset\nadd table inet t')
    // not everything can be declared like this
    for (const script of scripts) spawnSync('nft', ['-f', '-'], { input: script })
    const sets = await nft.sets.list()
    // for headers that are only matched for existence, nft notes the first field
    const isPresence = ({ name }: { readonly name: string }): boolean =>
      fields.get(names[Number(name.slice(1))] ?? '')?.type.name === 'boolean'
    const known = sets.filter((set) => set.typeof !== undefined && !isPresence(set))
    t.strictSame(
      known.map((set) => [set.name, set.typeof]),
      known.map(({ name }) => [name, names[Number(name.slice(1))]]),
    )
    t.ok(known.length > 140, `${known.length} of ${sets.length}`)
    const unknown = sets.filter((set) => set.typeof === undefined).map(({ name }) => names[Number(name.slice(1))] ?? '')
    t.strictSame(
      unknown.filter((name) => !/^(exthdr|hbh|rt|rt0|srh|frag|dst|mh|tcp option|ip option|sctp chunk) /.test(name)),
      [],
    )
    // a rule that matches the field by the set is refused for no field
    const matches = sets
      .filter((set) => !isPresence(set))
      .map(({ name }) => ({ match: names[Number(name.slice(1))] as string, right: `@${name}` }))
    // not sent: the kernel supports some fields in chains of one hook only
    const unsent = new Error('not sent')
    const all = nft.transaction((tx) => {
      for (const match of matches) tx.rules.add({ family: 'inet', table: 't', chain: 'c', statements: [match] })
      throw unsent
    })
    await t.rejects(all, unsent)
    t.ok(matches.length > 250, String(matches.length))
  })

  t.test('iptables: what nft has no words for is a comment', async (t) => {
    nftScript('flush ruleset')
    iptables('-A INPUT -s 10.0.0.0/8 -m conntrack --ctstate ESTABLISHED -m comment --comment why -j ACCEPT')
    iptables('-A INPUT -s 10.9.0.1 -j DROP')
    iptables('-A FORWARD -m string --string abc --algo bm -j DROP')
    iptables('-t nat -A PREROUTING -p tcp --dport 80 -j DNAT --to-destination 10.1.1.1:80')
    iptables('-t nat -A POSTROUTING -j MASQUERADE')
    // a keyword of nft, and text that none of its names starts with
    for (const chain of ['drop', '1st']) {
      iptables(`-N ${chain}`)
      iptables(`-A ${chain} -j ACCEPT`)
      iptables(`-A FORWARD -j ${chain}`)
    }
    const said = await text()
    for (const words of [
      '# ip saddr 10.0.0.0/8 xt match conntrack matchFlags state stateMask established xt match comment comment why counter packets 0 bytes 0 accept',
      '\t\tip saddr 10.9.0.1 counter packets 0 bytes 0 drop\n',
      '\t\t# xt match string counter packets 0 bytes 0 drop\n',
      'xt target DNAT flags map-ips,proto-specified minAddr 0a010101',
      '\t# chain drop {\n\t#   counter packets 0 bytes 0 accept\n\t# }\n',
      '\t\t# counter packets 0 bytes 0 jump drop\n',
      '\t# chain 1st {',
    ])
      t.ok(said.includes(words), words)
    const { list } = nftElsewhere(said)
    t.equal(list().rules.length, said.match(/^\t\t(?!#|type)/gm)?.length)
  })

  t.test("the rules of Docker's lab", async (t) => {
    nftScript('flush ruleset')
    const program = `import { Nftables } from 'rtnl/nftables'
      import { writeRules } from '${docker}'
      const nft = await Nftables.open()
      await writeRules(nft, 'docker0')
      nft.close()`
    // the built package is not measured for coverage
    const env = { ...process.env, _TAPJS_PROCESSINFO_COVERAGE_: '0' }
    execFileSync(process.execPath, ['--input-type=module', '-e', program], { env })
    const said = await text()
    t.match(said, /# meta oifname "docker0" xt match conntrack matchFlags state stateMask established,related /)
    t.match(said, /# xt match addrtype dest local counter packets 0 bytes 0 jump DOCKER$/m)
    const { list } = nftElsewhere(said)
    t.equal(list().rules.length, nftList().rules.length - (said.match(/^\t\t#/gm) ?? []).length)
  })

  t.test('names that cannot be quoted are those that nft parses as something else', async (t) => {
    nftScript('flush ruleset\nadd table ip t')
    const { isName } = await import('../../src/netfilter/nftables/text/names.ts')
    const takes = (name: string): boolean => spawnSync('nft', ['-c', 'add', 'chain', 'ip', 't', name]).status === 0
    for (const name of 'drop log tcp ct not last input INPUT f2b-ssh a:b 1x _x .x x.y-z/w x* x\\y memory size'.split(
      ' ',
    ))
      t.equal(isName(name), takes(name), name)
  })

  t.test("features that this kernel may lack are at least valid for nft's parser", async (t) => {
    const where = { family: 'inet', table: 't' } as const
    const said = formatRuleset({
      tables: [{ family: 'inet', name: 't', handle: 1 }],
      chains: [{ ...where, name: 'c', handle: 2 }],
      sets: [],
      objects: [],
      flowtables: [
        { ...where, name: 'f', handle: 3, hook: 'ingress', priority: 5, devices: ['v0', 'v1'], flags: ['counter'] },
        { ...where, name: 'g', handle: 4, hook: 'ingress', priority: 50, flags: ['offload'] },
      ],
      rules: [
        { ...where, chain: 'c', handle: 5, statements: [{ flow: '@f' }] },
        { ...where, chain: 'c', handle: 6, statements: [{ queue: { num: '1-3', flags: ['bypass', 'fanout'] } }] },
        { ...where, chain: 'c', handle: 7, statements: [{ queue: { num: 4 } }] },
      ],
    })
    nftScript('flush ruleset')
    const { stderr } = spawnSync('nft', ['-c', '-f', '-'], { input: said, encoding: 'utf8' })
    const refusals = stderr.match(/Error: .*/g) ?? []
    t.strictSame(
      refusals.filter((line) => !line.includes('Could not process rule')),
      [],
      said,
    )
  })
}
