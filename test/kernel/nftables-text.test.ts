/** Rulesets as text against nft: what it put in, told by us and loaded in an empty namespace, it lists as the same. */
import { execFileSync, spawnSync } from 'node:child_process'
import t from 'tap'
import { fields } from '../../src/netfilter/nftables/statements/fields.ts'
import type { RulesetTextOptions } from '../../src/nftables.ts'
import { formatRuleset, Nftables } from '../../src/nftables.ts'
import { inNamespace, ip } from './namespace.ts'
import { addRules, base, corpus, everything, nftElsewhere, nftList, nftScript, nftText } from './nft.ts'

/** The example runs the package as it is built. */
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
    t.notMatch(said, /#/, 'all of it in words')
    const { list, text: loaded } = nftElsewhere(said)
    t.strictSame(list(), nftList())
    t.equal(list().rules.length, corpus.length)
    t.equal(loaded, nftText())
  })

  t.test('all that can be declared', async (t) => {
    nftScript(`flush ruleset\n${everything}`)
    const said = await text()
    t.notMatch(said, /#/, 'all of it in words')
    const { list, text: loaded } = nftElsewhere(said)
    t.strictSame(list(), nftList())
    t.equal(loaded, nftText())
    t.match(loaded, /typeof vlan id\n.*elements = \{ 5 \}/, 'and that is not nothing')
    t.match(
      await text({ handles: true }),
      /^table inet t \{ # handle \d+$[\s\S]*^\t\tmeta iifname @links # handle \d+$/m,
    )
  })

  // nft's JSON says nonsense about flags
  t.test('a table that sleeps', async (t) => {
    nftScript('flush ruleset\ntable ip t { flags dormant; }')
    t.equal(nftElsewhere(await text()).text, nftText())
  })

  t.test('what sets were declared by, whatever it is', async (t) => {
    const names = [...fields.keys(), 'numgen random mod 7', 'ip saddr . tcp dport . meta mark']
    const scripts = names.map((name, at) => `add set inet t s${at} { typeof ${name}; }`)
    nftScript('flush ruleset\nadd table inet t')
    // not everything can be declared so
    for (const script of scripts) spawnSync('nft', ['-f', '-'], { input: script })
    const sets = await nft.sets.list()
    // of headers that need only be there nft notes their first field
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
  })

  t.test('iptables: what nft has no words for is a comment', async (t) => {
    nftScript('flush ruleset')
    iptables('-A INPUT -s 10.0.0.0/8 -m conntrack --ctstate ESTABLISHED -m comment --comment why -j ACCEPT')
    iptables('-A INPUT -s 10.9.0.1 -j DROP')
    iptables('-A FORWARD -m string --string abc --algo bm -j DROP')
    iptables('-t nat -A PREROUTING -p tcp --dport 80 -j DNAT --to-destination 10.1.1.1:80')
    iptables('-t nat -A POSTROUTING -j MASQUERADE')
    // a word of nft's language, and what none of its names begins with
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
    // coverage is not of the package as it is built
    const env = { ...process.env, _TAPJS_PROCESSINFO_COVERAGE_: '0' }
    execFileSync(process.execPath, ['--input-type=module', '-e', program], { env })
    const said = await text()
    t.match(said, /# meta oifname "docker0" xt match conntrack matchFlags state stateMask established,related /)
    t.match(said, /# xt match addrtype dest local counter packets 0 bytes 0 jump DOCKER$/m)
    const { list } = nftElsewhere(said)
    t.equal(list().rules.length, nftList().rules.length - (said.match(/^\t\t#/gm) ?? []).length)
  })

  t.test('names that can be no names are those that nft takes for something else', async (t) => {
    nftScript('flush ruleset\nadd table ip t')
    const { isName } = await import('../../src/netfilter/nftables/text/names.ts')
    const takes = (name: string): boolean => spawnSync('nft', ['-c', 'add', 'chain', 'ip', 't', name]).status === 0
    for (const name of 'drop log tcp ct not last input INPUT f2b-ssh a:b 1x _x .x x.y-z/w x* x\\y memory size'.split(
      ' ',
    ))
      t.equal(isName(name), takes(name), name)
  })

  t.test('what this kernel may lack is at least nft’s grammar', async (t) => {
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
