import { execFileSync } from 'node:child_process'
import t from 'tap'
import { manualOf } from '../../../src/cli/manual.ts'
import { UnsupportedError } from '../../../src/netlink/protocol/errors.ts'
import { NLM_F_DUMP_INTR } from '../../../src/netlink/protocol/header.ts'
import { rule } from '../../../src/rtnl/rule/tables/rule.ts'
import { network } from './holdings.ts'
import { encodeMessage, run, Sink } from './world.ts'

/** If no namespace has an nsid, the names of this machine are not read. */
const alone = { ...network, NSID: [] }

const EBUSY = 16

t.test('help and version need no kernel', async (t) => {
  const open = async () => t.fail('opened a socket')
  const help = await run(['--help'], { open: open as never })
  t.equal(help.code, 0)
  t.equal(help.stderr, '')
  for (const word of [
    'links',
    'neighbours',
    'netconf',
    'monitor',
    'decode',
    'explain',
    'Examples:',
    'Exit codes:',
    'NO_COLOR',
  ])
    t.match(help.stdout, word)
  t.ok(
    help.stdout.split('\n').every((line) => line.length <= 110),
    'fits a terminal',
  )
  t.same(await run(['--version'], { open: open as never }), {
    code: 0,
    stdout: '1.2.3\n',
    stderr: '',
    kernel: undefined,
  })
  const monitor = await run(['help', 'monitor'])
  t.equal(monitor.code, 0)
  t.match(monitor.stdout, /--snapshots/)
  t.match((await run(['help', 'nft', 'monitor'])).stdout, /--handles/)
  t.match((await run(['help', 'addr'])).stdout, /Usage: rtnl-dump addresses/)
  t.equal((await run(['help'])).stdout, help.stdout)
  t.match((await run(['routes', '--help'])).stdout, /Examples:\n {2}\$ rtnl-dump routes --table main/)
})

const GROUPS =
  'groups are links, addresses, routes, rules, neighbours, nsids, netconf, and those of the kernel: ipv4-route, ...'

t.test('invalid usage: exit code 2, one line, a suggestion', async (t) => {
  const cases: readonly (readonly [string, string])[] = [
    ['lnks', "unknown command 'lnks'; did you mean links?"],
    ['rout', "unknown command 'rout'; did you mean routes?"],
    ['frobnicate', "unknown command 'frobnicate'"],
    ['links --knd veth', "unknown option '--knd' (Did you mean --kind?)"],
    ['links lo more', "unexpected word 'more'"],
    ['nsids more', "unexpected word 'more'"],
    ['nft monitr', "unexpected word 'monitr'; did you mean monitor?"],
    ['netns pids 1 2', "unexpected word '2'"],
    ['diff a b c', "unexpected word 'c'"],
    ['route add 192.0.2.0/24', "'add': this program only shows; `ip` changes"],
    ['links --json --raw', "option '--json' cannot be used with option '--raw'"],
    ['links --dev lo --up', "option '--dev <link>' cannot be used with option '--up'"],
    [
      'links --group many',
      "option '--group <number>' argument 'many' is invalid. Expected a number from 0 to 4294967295.",
    ],
    [
      'links --type ethr',
      "option '--type <word>' argument 'ethr' is invalid. Expected ether, loopback, ...; did you mean ether?",
    ],
    [
      'routes --table man',
      "option '--table <table>' argument 'man' is invalid. Expected main, local, default, all or a number; did you mean main?",
    ],
    ['addresses --family ipx', "option '--family <family>' argument 'ipx' is invalid. Expected inet, inet6"],
    ['routes --from 192.0.2.1', '--from needs --get'],
    ['routes --ip-proto tcp', '--ip-proto needs --get'],
    ['routes --get 192.0.2.1 --table main', '--table filters a list; it has no effect with --get'],
    [
      'routes --get nowhere',
      "option '--get <address>' argument 'nowhere' is invalid. Expected an address, such as 192.0.2.1 or 2001:db8::1.",
    ],
    [
      'routes --dst 10.0.0.0/33',
      "option '--dst <prefix>' argument '10.0.0.0/33' is invalid. Expected an address or a prefix, such as 10.0.0.0/8, or default.",
    ],
    [
      'conntrack --src 10.0.0.0/8/9',
      "option '--src <address>' argument '10.0.0.0/8/9' is invalid. Expected an address or a prefix, such as 10.0.0.0/8.",
    ],
    ['links --kind ', "option '--kind <kind>' argument '' is invalid. Expected a name."],
    ['monitor ', `unknown group ''; ${GROUPS}`],
    ['monitor linkz', "unknown group 'linkz'; did you mean links?"],
    ['monitor nop2', `unknown group 'nop2'; ${GROUPS}`],
    ['record', 'a program is missing: rtnl-dump record -- ip link, or --pid'],
    [
      'links --type vlan',
      "option '--type <word>' argument 'vlan' is invalid. Expected ether, loopback, ...; kinds such as veth and bridge are selected by --kind",
    ],
    ['help lnks', "unknown command 'lnks'; did you mean links?"],
    ['help nft trce', "unknown command 'trce'; did you mean trace?"],
    ['help links more', "unknown command 'more'"],
  ]
  for (const [line, expected] of cases) {
    const { code, stdout, stderr } = await run(line.split(' '), { held: alone })
    t.equal(
      stderr,
      `rtnl-dump: ${expected}
`,
    )
    t.equal(code, 2, line)
    t.equal(stdout, '', line)
  }
})

t.test('the kernel refuses: exit code 1, one line', async (t) => {
  const nope = await run(['links', '--dev', 'nope'], { held: alone })
  t.same([nope.code, nope.stdout, nope.stderr], [1, '', 'rtnl-dump: RTM_GETLINK nope: ENODEV: No such device\n'])
  const busy = await run(['rules'], {
    held: { handler: (_request, answer) => answer.refuse(EBUSY, { msg: 'not now' }) },
  })
  t.same([busy.code, busy.stderr], [1, 'rtnl-dump: RTM_GETRULE: EBUSY: not now\n'])
  const cause = new TypeError('no such binary')
  const open = async (): Promise<never> => {
    throw new UnsupportedError('netlink sockets', 'only Linux has them', { cause })
  }
  t.same((await run([], { open })).stderr, 'rtnl-dump: netlink sockets: only Linux has them\n')
  const { code, stderr } = await run([], { open, env: { RTNL_DEBUG: '1' } })
  t.equal(code, 1)
  t.match(
    stderr,
    /^rtnl-dump: UnsupportedError: netlink sockets: only Linux has them\n\s+at .*\ncaused by: TypeError: no such binary\n/s,
  )
})

t.test('a thrown value that is not an Error', async (t) => {
  const open = async (): Promise<never> => {
    throw 'a word'
  }
  const { code, stderr } = await run([], { open })
  t.same([code, stderr], [1, 'rtnl-dump: a word\n'])
})

t.test('a table that changes while it is streamed: what was read is printed, exit code 3', async (t) => {
  const payload = encodeMessage(rule, { header: { family: 'inet', action: 'blackhole' }, priority: 5 })
  const handler = (
    _request: unknown,
    answer: { message: (type: number, payload: Uint8Array) => void; done: (errno: number, flags: number) => void },
  ) => {
    answer.message(32, payload)
    answer.done(0, NLM_F_DUMP_INTR)
  }
  const { code, stdout, stderr } = await run(['rules', '--json-lines'], { held: { handler } })
  t.equal(code, 3)
  t.equal(JSON.parse(stdout).priority, 5)
  t.equal(stderr, "rtnl-dump: RTM_GETRULE: the kernel's table changed while it was read\n")
})

t.test('the reader of a pipe has gone: quiet, exit code 0', async (t) => {
  for (const argv of [['links'], ['links', '--json'], ['--help'], []]) {
    const { code, stderr } = await run(argv, { held: alone, stdout: new Sink({ fail: 'EPIPE' }) })
    t.same([code, stderr], [0, ''], argv.join(' '))
  }
})

t.test('the reader goes in the middle of a stream: nothing more is requested', async (t) => {
  const payload = encodeMessage(rule, { header: { family: 'inet', action: 'blackhole' }, priority: 5 })
  let asked = 0
  const handler = (
    _request: unknown,
    answer: { message: (type: number, payload: Uint8Array) => void; flush: () => void; done: () => void },
  ) => {
    for (let i = 0; i < 20000; i++) {
      asked++
      answer.message(32, payload)
      if (i % 100 === 0) answer.flush()
    }
    answer.done()
  }
  const stdout = new Sink({ fail: 'EPIPE', most: 1 })
  const { code, stderr, kernel } = await run(['rules', '--json-lines'], { held: { handler }, stdout })
  t.same([code, stderr, asked], [0, '', 20000])
  t.ok(stdout.text.length < 100_000, 'one chunk was taken')
  t.equal(kernel?.closed, true, 'the socket is closed')
})

t.test('stdout fails otherwise: that is reported', async (t) => {
  const { code, stderr } = await run(['links'], { held: alone, stdout: new Sink({ fail: 'ENOSPC' }) })
  t.same([code, stderr], [1, 'rtnl-dump: write ENOSPC\n'])
})

t.test('stderr is closed: only the exit code reports the failure', async (t) => {
  const { code } = await run(['lnks'], { stderr: new Sink({ fail: 'EPIPE' }) })
  t.equal(code, 2)
})

t.test('none of this loads native code', async (t) => {
  await run(['--help'])
  await run(['decode'], { stdin: '14000000 1200 0100 00000000 00000000 00000000' })
  const report = process.report.getReport() as unknown as { sharedObjects: string[] }
  t.notOk(report.sharedObjects.some((path) => /rtnl.*\.node$|prebuilds/.test(path)))
})

t.test('--relay: the words of a command, or the path of a socket', async (t) => {
  const opened: unknown[] = []
  const open = async (...where: readonly unknown[]) => {
    opened.push(where)
    throw new Error('enough')
  }
  const dump = (...words: readonly string[]) => run(words, { open: open as never })
  for (const words of [
    ['links', '--relay', 'ssh router  rtnl-relay --stdio'],
    ['links', '--relay', '/run/relay.sock', '--netns', 'blue'],
    ['links', '--relay', './relay.sock', '--netns', '17'],
    ['monitor', 'links', '--relay', 'relay'],
  ])
    t.match(await dump(...words), { code: 1 }, words.join(' '))
  t.same(opened, [
    ['inline', undefined, ['ssh', 'router', 'rtnl-relay', '--stdio']],
    ['inline', 'blue', '/run/relay.sock'],
    ['inline', 17, './relay.sock'],
    ['thread', undefined, ['relay']],
  ])
  t.match(await dump('links', '--relay', ' '), { code: 2, stderr: /--relay needs a command/ })
  t.match(await dump('links', '--relay', 'x', '--all-netns'), { code: 2 })
  t.match(await dump('netns', '--relay', 'x'), { code: 2, stderr: /names of this machine/ })
  t.match(await dump('monitor', '--relay', 'x', '--write', 'y'), {
    code: 2,
    stderr: /--write records a socket of this/,
  })
  t.match(await dump('snapshot', '--relay', 'x'), { code: 1 })
  t.same(opened.slice(4), [['inline', undefined, ['x']]])
})

t.test("iproute2's words are options", async (t) => {
  const words = async (line: string): Promise<string> => {
    const { code, stdout, stderr } = await run(line.split(' '), {
      held: { ...alone, decision: { header: { family: 'inet', type: 'unicast' }, oif: 2 } },
    })
    t.same([code, stderr], [0, ''], line)
    return stdout
  }
  for (const [theirs, ours] of [
    ['ip link show', 'links'],
    ['l ls dev br0', 'links --dev br0'],
    ['link br0', 'links --dev br0'],
    ['ip link show type veth', 'links --kind veth'],
    ['a show dev br0', 'addresses --dev br0'],
    ['--netns x n nud permanent dev br0', '--netns x neighbours --state permanent --dev br0'],
    ['ip -4 -j r', 'routes -4 --json'],
    ['r -4 show table main', 'routes -4 --table main'],
    ['route list proto static --json', 'routes --protocol static --json'],
    ['ru pref 32766', 'rules --priority 32766'],
    ['r get 192.0.2.9 oif br0', 'routes --get 192.0.2.9 --dev br0'],
    ['links get br0', 'links --dev br0'],
    ['ip -s -d link show br0', 'links --stats --details --dev br0'],
    ['ip -c -s neigh', 'neighbours --details'],
    ['ip -n x -f inet addr', 'addresses --family inet --netns x'],
    ['ip netns', 'netns'],
  ] as const) {
    t.equal(await words(theirs), await words(ours), theirs)
  }
  t.match((await run(['ip'], { held: alone })).stdout, /^# +NAME/)
})

t.test('words of other programs', async (t) => {
  for (const [line, stderr] of [
    ['ip -br link', "unknown option '-br'; the summary is `rtnl-dump` without a command"],
    ['bridge -d link', "unknown command 'bridge'; `rtnl-dump links` shows bridges and the state of their ports"],
    ['bridge fdb', "unknown command 'bridge'; `rtnl-dump neighbours --family bridge` lists forwarding entries"],
    ['ss -tn', "unknown command 'ss'; sockets are not shown"],
    ['snapshoot', "unknown command 'snapshoot'; did you mean snapshot?"],
    ['constructor --x', "unknown command 'constructor'"],
    ['ip link set br0 up', "'set': this program only shows; `ip` changes"],
    ['nft add table t', "'add': this program only shows; `nft` changes"],
    ['nft list ruleset t', 'expected list ruleset, list table [FAMILY] TABLE or list chain [FAMILY] TABLE CHAIN'],
    ['nft list table', 'expected list ruleset, list table [FAMILY] TABLE or list chain [FAMILY] TABLE CHAIN'],
    ['nft list sets', 'expected list ruleset, list table [FAMILY] TABLE or list chain [FAMILY] TABLE CHAIN'],
  ] as const)
    t.match(await run(line.split(' ')), { code: 2, stdout: '', stderr: `rtnl-dump: ${stderr}\n` }, line)
})

t.test('all counters of links', async (t) => {
  const stats64 = { rxBytes: 426n, rxPackets: 5n, rxErrors: 3n, txDropped: 7n, txCarrierErrors: 2n, collisions: 4n }
  const links = [
    { header: { index: 3 }, ifname: 'eth0', stats64 },
    { header: { index: 4 }, ifname: 'x' },
  ]
  const held = { LINK: links }
  const { code, stdout } = await run(['links', '-s'], { held })
  t.equal(code, 0)
  t.match(
    stdout,
    '    RX: bytes 426 packets 5 errors 3 dropped 0 missed 0 mcast 0\n' +
      '    TX: bytes 0 packets 0 errors 0 dropped 7 carrier 2 collsns 4\n4: x: ',
  )
})

t.test('completions and the man page are made of the commands', async (t) => {
  for (const [shell, pattern] of [
    ['bash', /^complete -F _rtnl_dump rtnl-dump$/m],
    ['zsh', /^#compdef rtnl-dump$/m],
    ['fish', /^complete -c rtnl-dump -f$/m],
  ] as const) {
    const { code, stdout } = await run(['completion', shell])
    t.equal(code, 0)
    t.match(stdout, pattern)
    for (const word of ['conntrack', 'fib-match', 'mermaid', '/run/netns', '/sys/class/net'])
      t.ok(stdout.includes(word), `${shell}: ${word}`)
  }
  t.match(await run(['completion', 'csh']), { code: 2, stderr: /Expected bash, zsh, fish/ })
  const { stdout } = await run(['completion', 'bash'])
  const complete = (...words: string[]): string[] => {
    const script = `${stdout}\nCOMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}
      _rtnl_dump; printf '%s\n' "\${COMPREPLY[@]}"`
    return execFileSync('bash', ['-c', script], { encoding: 'utf8' }).trimEnd().split('\n')
  }
  t.strictSame(complete('rtnl-dump', 'conn'), ['conntrack'])
  t.strictSame(complete('rtnl-dump', 'route', '--table', 'm'), ['main'])
  t.strictSame(complete('rtnl-dump', 'nft', 'mon'), ['monitor'])
  t.strictSame(complete('rtnl-dump', 'graph', '--format', ''), ['svg', 'mermaid', 'dot', 'json'])
  t.ok(complete('rtnl-dump', 'links', '--dev', '').includes('lo'))
  t.ok(complete('rtnl-dump', 'neigh', '--').includes('--all-netns'))

  const man = await run(['man'])
  t.match(man.stdout, /^\.TH RTNL\\-DUMP 1 "" "rtnl 1\.2\.3" "User Commands"\n\.SH NAME\n/)
  for (const section of ['OPTIONS', 'COMMANDS', 'EXIT CODES', 'ENVIRONMENT', 'SEE ALSO'])
    t.match(man.stdout, `\n.SH ${section}\n`)
  t.match(man.stdout, '\n.SS nft monitor\n')
  t.match(man.stdout, '\n.TP\n\\fB\\-\\-fib\\-match\\fP\n')
  const described = { path: [], aliases: [], summary: '', usage: '', argument: undefined, options: [], commands: [] }
  t.match(
    manualOf({ ...described, description: ".it's a -dot\\", examples: [] }, '1', ''),
    '\n\\&.it\\(aqs a \\-dot\\e\n',
    'text that looks like a macro',
  )
  // each line of it starts as text, or with a macro of man(7)
  for (const line of man.stdout.split('\n')) t.ok(/^(\.(TH|SH|SS|TP|PP|RS|RE|nf|fi)\b|[^.'])|^$/.test(line), line)
})

t.test('ports that do not forward, and lost packets, are seen', async (t) => {
  const port = (name: string, index: number, state: string | undefined, errors: bigint) => ({
    header: { type: 'ether', index, flags: ['up'] },
    ifname: name,
    master: 9,
    linkinfo: {
      kind: 'veth',
      slaveKind: 'bridge',
      slaveData: state === undefined ? {} : { state, priority: 33, cost: 7 },
    },
    stats64: { rxErrors: errors, txErrors: 3n * errors, rxDropped: 0n, txDropped: 5n * errors },
  })
  const held = {
    ...alone,
    LINK: [port('one', 2, 'blocking', 4n), port('two', 3, 'forwarding', 0n), port('three', 4, undefined, 0n)],
  }
  const summary = (await run([], { held })).stdout
  t.match(summary, /^#.* MASTER +ERRORS$/m)
  t.match(summary, /^2 .* if9 \(blocking\) +16$/m)
  t.match(summary, /^3 .* if9$/m)
  t.match(summary, /^4 .* if9$/m)
  const lines = (await run(['links'], { held })).stdout
  t.match(lines, / veth bridge_slave state blocking priority 33 cost 7\n {4}errors rx 4 tx 12 dropped tx 20\n3: two/)
})
