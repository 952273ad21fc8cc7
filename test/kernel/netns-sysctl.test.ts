/**
 * Sysctls of a namespace as the helper reads and writes them: completely, and in the namespace for the whole request.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { Netns } from '../../src/index.ts'
import { helpers } from './helpers.ts'
import { inSandbox } from './namespace.ts'
import { ended, trace } from './strace.ts'

/** All odd ports: the longest possible value. */
const ODD = Array.from({ length: 32_768 }, (_, i) => 2 * i + 1).join(',')
const PORTS = 'net.ipv4.ip_local_reserved_ports'

if (inSandbox(t, import.meta.url)) {
  t.test('the helper returns to its namespace after it has read, written and closed', async (t) => {
    await using ns = await Netns.createAnonymous()
    const folder = mkdtempSync(join(tmpdir(), 'rtnl-sysctl-'))
    const log = join(folder, 'log')
    const calls = async (call: () => Promise<unknown>): Promise<string[]> => {
      const strace = await trace(helpers()[0] as number, '-o', log, '-e', 'trace=setns,openat,open,read,write,close')
      await call()
      await ended(strace)
      // the kernel restarts a write while another process holds the lock of its handler (restart_syscall)
      const lines = readFileSync(log, 'utf8')
        .split('\n')
        .filter((line) => !line.includes('ERESTARTNOINTR'))
      const names = lines
        .flatMap((line) => /^(\w+)\(/.exec(line)?.[1] ?? [])
        .map((name) => name.replace('openat', 'open'))
      // the descriptor of the namespace is closed last
      return names.slice(0, names.lastIndexOf('setns') + 1)
    }
    t.same(await calls(() => ns.sysctl.set('net.ipv4.ip_forward', 1)), ['setns', 'open', 'write', 'close', 'setns'])
    t.same(await calls(() => ns.sysctl.get('net.ipv4.ip_forward')), ['setns', 'open', 'read', 'close', 'setns'])
    const refused = async (): Promise<void> => {
      await t.rejects(ns.sysctl.set('net.ipv4.ip_forward', 'perhaps'), { code: 'EINVAL', syscall: 'write' })
    }
    t.same(await calls(refused), ['setns', 'open', 'write', 'close', 'setns'])
    rmSync(folder, { recursive: true })
  })

  t.test('long values are read and written completely', async (t) => {
    await using ns = await Netns.createAnonymous()
    t.equal(ODD.length, 191_052)
    await ns.sysctl.set(PORTS, ODD)
    t.ok((await ns.sysctl.get(PORTS)) === ODD, 'the longest value')
    const inside = (await ns.exec('cat', ['/proc/sys/net/ipv4/ip_local_reserved_ports'])).stdout
    t.ok(inside.length > 1000 && `${ODD}\n`.startsWith(inside.trimEnd()), 'cat reads as much as it has a buffer for')
    // around the size of the first read
    for (const count of [801, 802, 819, 820, 821, 1000]) {
      const ports = Array.from({ length: count }, (_, i) => 1111 + 2 * i).join(',')
      await ns.sysctl.set(PORTS, ports)
      t.equal(await ns.sysctl.get(PORTS), ports, `${ports.length} bytes`)
    }
  })
}
