/** `rtnl-dump` with the live kernel, as a process with pipes and signals. */
import { execFile, spawn } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { Rtnl } from '../../src/rtnl/rtnl.ts'
import { bundled, UNWATCHED } from '../rtnl-dump.ts'
import { run } from '../unit/cli/world.ts'
import { until } from '../until.ts'
import { inNamespace, ip, ipBatch, linksSettle } from './namespace.ts'

const BIN = fileURLToPath(new URL('../../src/cli/bin.ts', import.meta.url))
const NODE = [...process.execArgv, BIN]
const BUNDLE = bundled()
const commandOf = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(' ')
/** The commands for a shell: the sources, whose coverage counts, and a bundle, which starts sooner. */
const SOURCES = commandOf([process.execPath, ...NODE])
const SOONER = commandOf([...UNWATCHED, BUNDLE])
const ROUTES = 100_000

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

const dump = (...argv: string[]): Promise<Ended> => feed('', ...argv)

const feed = (stdin: string | Uint8Array, ...argv: string[]): Promise<Ended> =>
  new Promise((resolve) => {
    const child = execFile(process.execPath, [...NODE, ...argv], { maxBuffer: 1 << 28 }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode, stdout, stderr }),
    )
    child.stdin?.end(stdin)
  })

/** The command in this process, for tests that need no process of its own. */
const here = (...argv: string[]) => run(argv, { open: (io) => Rtnl.open({ io }) })

/** Runs a line of shell in which `rtnl-dump` is the command. */
const shell = (command: string, line: string): Promise<Ended> =>
  new Promise((resolve) => {
    const script = `rtnl_dump() { ${command} "$@"; }; ${line.replaceAll('rtnl-dump', 'rtnl_dump')}`
    const child = execFile('bash', ['-c', script], (_error, stdout, stderr) =>
      resolve({ code: child.exitCode, stdout, stderr }),
    )
  })

const lines = (text: string): string[] => text.trimEnd().split('\n')

if (inNamespace(t, import.meta.url)) {
  ipBatch([
    'link set lo up',
    'link add br0 address 02:00:00:00:00:02 type bridge',
    'link add veth0 type veth peer name veth1',
    'link set veth0 master br0 up',
    'link set veth1 alias "the other side" up',
    'link set br0 up',
    'address add 192.0.2.1/24 dev br0',
    'address add 2001:db8::1/64 dev br0 nodad',
    'route add default via 192.0.2.254',
    'route add blackhole 203.0.113.0/24 table 100',
    'rule add from 192.0.2.0/24 table 100 priority 1000',
    'neigh add 192.0.2.3 lladdr 02:00:00:00:00:03 dev br0',
  ])
  await linksSettle()

  t.test('a capture from a file, and links of a relay', async (t) => {
    const folder = t.testdir({ capture: '14 00 00 00 03 00 02 00 07 00 00 00 00 00 00 00 00 00 00 00' })
    const { stdout, stderr, code } = await dump('decode', '--le', join(folder, 'capture'))
    t.match(stdout, /^NLMSG_DONE {2}\(1, 20 bytes\)/)
    t.same([code, stderr], [0, ''])
    const relay = [process.execPath, ...process.execArgv, 'src/relay/bin.ts', '--stdio'].join(' ')
    const shown = await dump('--relay', relay, 'links', '--dev', 'br0')
    t.match(shown.stdout, /^\d+: br0: /)
    t.same([shown.code, shown.stderr], [0, ''])
  })

  t.test('the overview', async (t) => {
    const { code, stdout, stderr } = await dump()
    t.same([code, stderr], [0, ''])
    t.match(stdout, /^2 {2}br0 +bridge +up +1500 +02:00:00:00:00:02$/m)
    t.match(stdout, /^4 {2}veth0 +veth +up +1500 +[0-9a-f:]{17} {2}br0 +veth1$/m)
    t.match(stdout, /^ {5}inet6 2001:db8::1\/64$/m)
    t.match(stdout, /^default routes\n {2}inet {2}via 192\.0\.2\.254 {2}dev br0$/m)
  })

  t.test('snapshot, as a process', async (t) => {
    const { code, stdout, stderr } = await dump('snapshot', '--all-netns')
    t.same([code, stderr], [0, ''])
    t.match(JSON.parse(stdout), { all: true, namespaces: [{ own: true, links: [{ name: 'lo' }], nft: { rules: [] } }] })
  })

  t.test('every object, in every format, without a problem', async (t) => {
    for (const object of ['links', 'addresses', 'routes', 'rules', 'neighbours', 'nsids', 'netconf'])
      for (const form of [[], ['--details'], ['--json'], ['--json-lines'], ['--raw']]) {
        const { code, stdout, stderr } = await here(object, ...form)
        t.same([code, stderr], [0, ''], `${object} ${form.join(' ')}`)
        if (form[0] === '--json') t.ok(Array.isArray(JSON.parse(stdout)))
        if (form[0] === '--raw') t.notMatch(stdout, /! |\(not read\)/, 'all of it is understood')
      }
  })

  t.test('filters of the kernel', async (t) => {
    t.same(
      JSON.parse((await here('links', '--kind', 'veth', '--json')).stdout).map(({ name }: { name: string }) => name),
      ['veth1', 'veth0'],
    )
    t.match((await here('routes', '--table', '100')).stdout, /^blackhole 203\.0\.113\.0\/24 table 100\n$/)
    t.match(
      (await here('neighbours', '-4', '--state', 'permanent')).stdout,
      /^192\.0\.2\.3 dev br0 lladdr 02:00:00:00:00:03 PERMANENT\n$/,
    )
    t.match((await here('routes', '--get', '192.0.2.9')).stdout, /^192\.0\.2\.9\/32 dev br0 src 192\.0\.2\.1 /)
    t.match((await here('links', '--dev', 'veth1')).stdout, /alias "the other side"$/m)
  })

  t.test('refusals: one line, exit code 1', async (t) => {
    const expected = { code: 1, stdout: '', stderr: 'rtnl-dump: RTM_GETLINK nope: ENODEV: No such device\n' }
    t.same(await dump('links', '--dev', 'nope'), expected)
    t.match(await dump('routes', '--get', '2001:db8:dead::1'), {
      code: 1,
      stderr: /^rtnl-dump: RTM_GETROUTE 2001:db8:dead::1: E.*\n$/,
    })
    t.equal((await dump('lnks')).code, 2)
  })

  t.test('captured refusals are explained', async (t) => {
    const hex = lines((await dump('links', '--dev', 'br0', '--raw')).stdout)
      .slice(1)
      .map((line) => line.slice(7, 30))
      .filter((hex) => hex.trim() !== '')
      .join('\n')
    const { code, stdout } = await feed(hex, 'decode', '--json')
    t.equal(code, 0)
    t.match(JSON.parse(stdout), [
      { name: 'RTM_NEWLINK', value: { ifname: 'br0', linkinfo: { kind: 'bridge' } }, problems: [] },
    ])
  })

  t.test('decode, explain, help and version load no native code', async (t) => {
    const without = ['--import', 'data:text/javascript,process.dlopen=()=>{throw new Error("no native code here")}']
    const barred = (...argv: string[]): Promise<Ended> =>
      new Promise((resolve) => {
        const [env, ...words] = [...UNWATCHED, ...without, BUNDLE, ...argv] as const
        const child = execFile(env, words, (_error, stdout, stderr) =>
          resolve({ code: child.exitCode, stdout, stderr }),
        )
        // for the reader: the others may have ended before it is written
        child.stdin?.end(['decode', 'explain'].includes(argv[0] ?? '') ? '10000000 1200 0100 00000000 00000000' : '')
      })
    t.match(await barred('rules'), { code: 1, stderr: /^rtnl-dump: netlink sockets: no binary for / })
    t.match(await barred('decode'), { code: 3, stdout: /RTM_GETLINK/ })
    t.match(await barred('explain'), { code: 0, stdout: /^nothing was refused; messages read: 1\n$/ })
    for (const option of ['--help', '--version']) t.match(await barred(option), { code: 0, stderr: '' })
  })

  t.test('commands that are loaded late', async (t) => {
    t.match(await dump('trace', '--', 'true'), { code: 0, stderr: /: no netlink messages were sent or received/ })
    t.match(await dump('snapshot', '--all-netns'), { code: 0, stdout: /"kernel"/ })
    t.match(await dump('conntrack'), { code: 0 })
    t.match(await dump('nft'), { code: 0 })
    const pcap = join(t.testdir(), 'events.pcap')
    const child = spawn(process.execPath, [...NODE, 'monitor', 'links', '--write', pcap], { stdio: 'pipe' })
    t.teardown(() => child.kill('SIGKILL'))
    const ended = new Promise((resolve) => child.on('close', resolve))
    await until(() => existsSync(pcap) && statSync(pcap).size > 24, 'datagrams in the file')
    child.kill('SIGINT')
    t.equal(await ended, 0)
  })

  t.test('a monitor reports events, and exits with 0 when it is interrupted', async (t) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      const child = spawn(process.execPath, [...NODE, 'monitor', 'links', '--json-lines', '--snapshots'], {
        stdio: 'pipe',
      })
      t.teardown(() => child.kill('SIGKILL'))
      let text = ''
      const seen = (what: RegExp): Promise<void> => until(() => what.test(text), String(what))
      child.stdout.on('data', (part) => {
        text += part
      })
      await seen(/"snapshot"/)
      ip('link add dum0 type ifb')
      await seen(/"new".*"dum0"/)
      ip('link delete dum0')
      await seen(/"delete".*"dum0"/)
      const ended = new Promise((resolve) => child.on('close', (code, by) => resolve([code, by])))
      child.kill(signal)
      t.same(await ended, [0, null], signal)
      for (const line of lines(text)) t.ok(JSON.parse(line).time)
    }
  })

  t.test('many routes', async (t) => {
    ipBatch(
      Array.from(
        { length: ROUTES },
        (_, i) => `route add 10.${i >> 16}.${(i >> 8) & 255}.${i & 255}/32 dev br0 table 7`,
      ),
    )

    t.test('as a stream: all of them, in constant memory', async (t) => {
      const child = spawn(process.execPath, [...NODE, 'routes', '--table', '7', '--json-lines'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      let peak = 0
      let bytes = 0
      let objects = 0
      for await (const part of child.stdout) {
        bytes += (part as Buffer).length
        for (const byte of part as Buffer) if (byte === 10) objects++
        peak = Math.max(peak, memoryOf(child.pid))
        // A slow reader: the kernel, not the process, holds back the rest.
        if (bytes < 4_000_000) await new Promise((resolve) => setTimeout(resolve, 5))
      }
      t.equal(objects, ROUTES)
      t.ok(peak > 0 && peak < 350_000, `${peak} KiB at most`)
    })

    t.test('the reader closes the pipe early', async (t) => {
      for (const form of ['', '--json', '--json-lines', '--raw']) {
        const command = form === '' ? SOURCES : SOONER
        const { stdout, stderr } = await shell(
          command,
          `rtnl-dump routes ${form} | head -1; echo "codes \${PIPESTATUS[*]}"`,
        )
        t.same([lines(stdout).length, lines(stdout)[1], stderr], [2, 'codes 0 0', ''], `routes ${form}`)
      }
    })
  })
}

/** Resident memory in KiB; 0 for a process that has ended. */
const memoryOf = (pid: number | undefined): number => {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0)
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return 0
    throw error
  }
}
