/** `rtnl-dump nft` and `rtnl-dump conntrack` with the live kernel, as processes with pipes and signals. */

import { execFile, spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { Nftables } from '../../src/nftables.ts'
import { bundled, UNWATCHED } from '../rtnl-dump.ts'
import { run } from '../unit/cli/world.ts'
import { until } from '../until.ts'
import { inNamespace, ip } from './namespace.ts'
import { addRules, base, corpus, everything, nftElsewhere, nftList, nftScript } from './nft.ts'

const [ENV, ...PROGRAM] = [...UNWATCHED, bundled()] as const
/** The sources, whose coverage counts. */
const SOURCES = [...process.execArgv, fileURLToPath(new URL('../../src/cli/bin.ts', import.meta.url))]

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

const dump = (...argv: string[]): Promise<Ended> =>
  new Promise((resolve) => {
    const child = execFile(ENV, [...PROGRAM, ...argv], { maxBuffer: 1 << 28 }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode, stdout, stderr }),
    )
  })

/** A packet of the machine to itself. */
const send = async (text: string, port: number): Promise<void> => {
  const socket = createSocket('udp4')
  await new Promise((resolve) => socket.send(text, port, '127.0.0.1', resolve))
  socket.close()
}

/** Starts a monitor; `seen` repeats an action until its output has a text. */
const watch = (...argv: string[]) => {
  const child = spawn(ENV, [...PROGRAM, ...argv], { stdio: ['ignore', 'pipe', 'pipe'] })
  t.teardown(() => child.kill('SIGKILL'))
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (part) => {
      text += part
    })
  return {
    seen: (what: RegExp, again: () => void | Promise<void> = () => undefined) =>
      until(async () => {
        if (what.test(text)) return true
        await again()
        return what.test(text)
      }, String(what)),
    end: async (): Promise<number | null> => {
      const ended = once(child, 'exit')
      child.kill('SIGINT')
      return (await ended)[0] as number | null
    },
  }
}

if (inNamespace(t, import.meta.url)) {
  ip('link set lo up')
  ip('link add v0 type veth peer name v1')

  t.test('a ruleset that nft has loaded', async (t) => {
    nftScript(`${base}\n${everything.replaceAll(/\binet t\b/g, 'inet u')}`)
    addRules(corpus)
    const { code, stdout, stderr } = await dump('nft')
    t.strictSame([code, stderr], [0, ''])
    t.strictSame(nftElsewhere(stdout).list(), nftList())
  })

  t.test('every format, without a problem', async (t) => {
    for (const form of [['--json'], ['--json-lines'], ['--raw'], ['--handles'], ['--raw', '--chain', 'input']]) {
      const { code, stdout, stderr } = await run(['nft', ...form], { openNftables: () => Nftables.open() })
      t.strictSame([code, stderr], [0, ''], form.join(' '))
      if (form[0] === '--json') t.ok(Array.isArray(JSON.parse(stdout)))
      if (form[0] === '--raw') t.notMatch(stdout, /! |\(not read\)|NFT_\w+ \?/, 'all of it is understood')
    }
    const there = await dump('nft', '--netns', String(process.pid), '--table', 'n')
    t.match(there.stdout, /^table netdev n \{\n/)
  })

  t.test('transactions and packets, until Ctrl-C', async (t) => {
    nftScript('flush ruleset')
    const changes = watch('nft', 'monitor', '--no-timestamps')
    const packets = watch('nft', 'trace', '--no-timestamps')
    let table = 0
    await changes.seen(/^add table ip t\d+$/m, () => nftScript(`add table ip t${table++}`))
    nftScript(`
      add table inet f
      add chain inet f input { type filter hook input priority 0; }
      add rule inet f input udp dport 9 meta nftrace set 1
      add rule inet f input udp dport 9 drop comment "away"`)
    await changes.seen(/^add chain inet f input \{ type filter hook input priority filter; policy accept; \}$/m)
    await changes.seen(
      /^add rule inet f input udp dport 9 drop comment "away"\n# new generation \d+ by process \d+ \(nft\)$/m,
    )
    await packets.seen(
      /^trace id \w{8} inet f input packet: iif "lo" .*ip daddr 127\.0\.0\.1 .*udp dport 9 .*\n.*\n?trace id \w{8} inet f input rule udp dport 9 drop comment "away" \(verdict drop\)$/m,
      () => send('x', 9),
    )
    t.strictSame([await changes.end(), await packets.end()], [0, 0])
  })

  t.test('connections', async (t) => {
    // a connection without a reply times out after 30 s, which the following may take on a busy machine
    writeFileSync('/proc/sys/net/netfilter/nf_conntrack_udp_timeout', '600')
    nftScript(`flush ruleset
      table ip n {
        chain output { type nat hook output priority -100; udp dport 53 dnat to 127.0.0.1:9; }
        chain marks { type filter hook output priority 0; udp dport 9 ct mark set 7; }
      }`)
    const changes = watch('conntrack', 'monitor', '--no-timestamps', '--json-lines')
    await changes.seen(/"action":"new".*"dport":53/, () => send('x', 53))
    const { code, stdout, stderr } = await dump('conntrack', '--protocol', 'udp', '--dport', '53', '--mark', '7')
    t.strictSame([code, stderr], [0, ''])
    t.match(
      stdout,
      /^ip udp 127\.0\.0\.1:\d+ -> 127\.0\.0\.1:53 reply 127\.0\.0\.1:9 -> 127\.0\.0\.1:\d+ mark 0x7 timeout \d+s/m,
    )
    t.match(JSON.parse((await dump('conntrack', '--json')).stdout)[0], { family: 'ip', protocol: 'udp', mark: 7 })
    t.notMatch((await dump('conntrack', '--raw')).stdout, /! |\(not read\)/)
    t.equal((await dump('conntrack', '-6')).stdout, '')
    t.equal(await changes.end(), 0)
  })

  t.test('without privilege', async (t) => {
    const user = ['setpriv', '--bounding-set', '-net_admin', process.execPath]
    const asUser = (...argv: string[]): Promise<Ended> =>
      new Promise((resolve) => {
        const [program = '', ...words] = user
        const child = execFile(program, [...words, ...SOURCES, ...argv], (_error, stdout, stderr) =>
          resolve({ code: child.exitCode, stdout, stderr }),
        )
      })
    for (const words of [['nft'], ['nft', 'monitor'], ['nft', 'trace'], ['conntrack'], ['conntrack', 'monitor']])
      t.match(
        await asUser(...words),
        { code: 1, stdout: '', stderr: /^rtnl-dump: .*EPERM.* \(it takes CAP_NET_ADMIN in that namespace\)\n$/ },
        words.join(' '),
      )
  })
}
