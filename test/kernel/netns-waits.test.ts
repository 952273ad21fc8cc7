/**
 * Every request to the helper settles: by abort, by timeout, or after a few helpers that end at once. An aborted
 * request leaves nothing, and the event loop never waits for a stopped helper.
 */
import { execFile } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { HelperError, type LeftBehindError, Netns, Rtnl } from '../../src/index.ts'
import { Nftables } from '../../src/nftables.ts'
import { descriptors, root } from '../native/addon.ts'
import { until } from '../until.ts'
import { NODE, runJson, script } from './children.ts'
import { helpers, stateOf } from './helpers.ts'
import { inSandbox, ip, output } from './namespace.ts'
import { isMounted, names } from './run-netns.ts'
import { ended, trace } from './strace.ts'

/** The process ID of the helper, which is started if there is none. */
const warm = async (): Promise<number> => {
  ;(await Netns.createAnonymous()).close()
  return helpers()[0] as number
}

/** A handle without the socket that a new namespace comes with, so that every client asks the helper. */
const opened = async (): Promise<Netns> => {
  await using made = await Netns.createAnonymous()
  return Netns.open(made)
}

const stopped = async (): Promise<number> => {
  const pid = await warm()
  process.kill(pid, 'SIGSTOP')
  await until(() => stateOf(pid) === 'T', 'the helper to be stopped')
  return pid
}

const gone = (pid: number): Promise<void> => until(() => stateOf(pid) === undefined, 'the helper to be gone')

/** A folder whose helper is this shell script. */
const fake = (lines: string): string => {
  const folder = mkdtempSync(join(tmpdir(), 'rtnl-helper-'))
  mkdirSync(join(folder, 'build/Release'), { recursive: true })
  const file = join(folder, 'build/Release/setns')
  writeFileSync(file, `#!/bin/sh\necho >> ${folder}/starts\n${lines}\n`)
  chmodSync(file, 0o755)
  return folder
}

/** What happens with another helper than ours, and how often it was started. */
const withHelper = async (lines: string, call: () => Promise<void>): Promise<number> => {
  const folder = fake(lines)
  process.kill(await warm(), 'SIGKILL')
  await until(() => helpers().length === 0, 'the helper to be gone')
  process.env['RTNL_PREBUILD'] = folder
  try {
    await call()
  } finally {
    delete process.env['RTNL_PREBUILD']
  }
  const log = join(folder, 'starts')
  const starts = existsSync(log) ? readFileSync(log, 'utf8').length : 0
  rmSync(folder, { recursive: true })
  return starts
}

if (inSandbox(t, import.meta.url)) {
  t.test('a signal', async (t) => {
    const reason = new Error('not any more')
    await using ns = await opened()
    const aborted = AbortSignal.abort(reason)
    const calls: [string, (options: { signal: AbortSignal }) => Promise<unknown>][] = [
      ['create', (options) => Netns.create('blue', options)],
      ['createAnonymous', (options) => Netns.createAnonymous(options)],
      ['attach', (options) => Netns.attach('blue', ns, options)],
      ['delete', (options) => Netns.delete('blue', options)],
      ['socket', (options) => ns.socket(2, 1, 0, options)],
      ['sysctl.get', (options) => ns.sysctl.get('net.ipv4.ip_forward', options)],
      ['sysctl.set', (options) => ns.sysctl.set('net.ipv4.ip_forward', 1, options)],
      ['Rtnl.open', (options) => Rtnl.open({ netns: ns, ...options })],
    ]
    for (const [what, call] of calls) await t.rejects(call({ signal: aborted }), reason, `${what}: aborted before`)
    t.same(names(), [], 'nothing was begun')
    const before = descriptors()
    const pid = await stopped()
    const controller = new AbortController()
    const results = calls.map(([, call]) => call({ signal: controller.signal }))
    controller.abort(reason)
    for (const [index, result] of results.entries())
      await t.rejects(result, reason, `${calls[index]?.[0]}: aborted in flight`)
    process.kill(pid, 'SIGCONT')
    // the queue before this one is processed
    await (await Netns.createAnonymous()).close()
    await until(() => names().length === 0, 'what was made nevertheless to be deleted')
    t.equal(descriptors(), before, 'and descriptors that came are closed')
    t.equal(helpers()[0], pid)
  })

  t.test('a timeout', async (t) => {
    await using ns = await opened()
    const before = descriptors()
    const pid = await stopped()
    const late = { code: 'ERR_TIMEOUT', message: 'netns create blue: no answer within 20 ms' }
    const other = Netns.create('red')
    await t.rejects(Netns.create('blue', { timeout: 20 }), late)
    await t.rejects(ns.sysctl.get('net.ipv4.ip_forward', { timeout: 5 }), { name: 'TimeoutError' })
    await t.rejects(Rtnl.open({ netns: ns, timeout: 1 }), { name: 'TimeoutError' })
    t.equal(stateOf(pid), 'T', 'others may wait longer')
    process.kill(pid, 'SIGCONT')
    await (await other).delete()
    await until(() => names().length === 0, 'what was made nevertheless to be deleted')
    t.equal(descriptors(), before)
    await using made = await Netns.create('blue', { timeout: 60_000 })
    await made.delete({ timeout: Number.POSITIVE_INFINITY })
  })

  t.test('a helper that remains stopped is replaced', async (t) => {
    const pid = await stopped()
    await t.rejects(Netns.create('blue', { timeout: 10 }), { name: 'TimeoutError' })
    const began = performance.now()
    await using ns = await Netns.create('blue')
    t.ok(performance.now() - began < 20_000)
    await gone(pid)
    t.not(helpers()[0], pid)
    await ns.delete()
    t.same(names(), [])
  })

  t.test('the event loop does not wait for a stopped helper', async (t) => {
    await using ns = await Netns.createAnonymous()
    await using rtnl = await Rtnl.open({ netns: ns })
    const before = descriptors()
    const pid = await stopped()
    for (let i = 0; i < 3; i++) {
      const began = performance.now()
      const monitor = rtnl.monitor({ groups: ['link'] })
      t.ok(performance.now() - began < 6000)
      await rtnl.links.add({ kind: 'bridge', name: `br${i}` })
      for await (const event of monitor) {
        t.match(event, { action: 'new', value: { name: `br${i}` } })
        break
      }
    }
    await gone(pid)
    await warm()
    await until(() => helpers().length === 1, 'those that opened one socket each to be gone')
    t.equal(descriptors(), before, 'nothing is left open')
  })

  t.test('synchronous requests do not wait for a busy helper', async (t) => {
    await using ns = await Netns.createAnonymous()
    await using rtnl = await Rtnl.open({ netns: ns })
    const pid = await stopped()
    const made = Netns.create('blue')
    const monitor = rtnl.monitor({ groups: ['link'] })
    await monitor.return()
    process.kill(pid, 'SIGCONT')
    await (await made).delete()
    t.equal(helpers().includes(pid), true, 'nor is it killed for that')
  })

  t.test('the first client of a new namespace needs no further request to the helper', async (t) => {
    await using ns = await Netns.create('blue')
    await using unused = await Netns.createAnonymous()
    const pid = await stopped()
    {
      await using rtnl = await Rtnl.open({ netns: ns })
      t.strictSame(await rtnl.links.list({}, { only: ['name', 'index'] }), [{ name: 'lo', index: 1 }])
      await rtnl.links.add({ kind: 'bridge', name: 'br0' })
    }
    const late = { name: 'TimeoutError' }
    await t.rejects(Rtnl.open({ netns: ns, timeout: 1 }), late, 'the second one does')
    await t.rejects(Nftables.open({ netns: unused, timeout: 1 }), late, 'and one of another protocol')
    await t.rejects(Rtnl.open({ netns: { fd: unused.fd }, timeout: 1 }), late, 'and one without the handle')
    process.kill(pid, 'SIGCONT')
    await using second = await Rtnl.open({ netns: ns })
    t.equal((await second.links.get('br0'))?.kind, 'bridge', 'it worked in this namespace')
    await ns.delete()
  })

  t.test('a new namespace without a socket, since the helper could not open it', async (t) => {
    const strace = await trace(await warm(), '-e', 'inject=socket:error=EMFILE:when=1')
    const before = descriptors()
    const ns = await Netns.create('blue')
    t.equal(descriptors(), before + 1)
    const rtnl = await Rtnl.open({ netns: ns })
    t.equal((await rtnl.links.get('lo')).index, 1, 'the client asks for another one')
    rtnl.close()
    await ns.delete()
    t.equal(descriptors(), before)
    await ended(strace)
  })

  t.test('sockets that no client has used', async (t) => {
    const before = descriptors()
    const made: Netns[] = []
    for (let count = 1; count <= 20; count++) made.push(await Netns.createAnonymous())
    t.equal(descriptors(), before + 20 + 16, 'the last sixteen are kept')
    const opened: Rtnl[] = []
    for (const netns of [made[19], made[4], made[0]]) opened.push(await Rtnl.open({ netns: netns as Netns }))
    t.equal(descriptors(), before + 20 + 16 - 2 + 2 * 3, 'two clients used one of them')
    for (const rtnl of opened) t.equal((await rtnl.links.list()).length, 1)
    for (const client of [...opened, ...made]) client.close()
    t.equal(descriptors(), before, 'a handle that is closed closes its socket')
    const [uid, user] = [process.geteuid?.() as number, process.seteuid as (id: number) => void]
    await using ns = await Netns.createAnonymous()
    user(65534)
    await t.rejects(Rtnl.open({ netns: ns }), { code: 'EPERM' }, 'another user than that of the handle may not enter')
    user(uid)
    ;(await Rtnl.open({ netns: ns })).close()
    await ns.close()
    t.equal(descriptors(), before)
  })

  t.test('options', async (t) => {
    await using ns = await Netns.createAnonymous()
    const wrong: [string, object][] = [
      ['timout', { timout: 5 }],
      ['timeout', { timeout: -1 }],
      ['timeout', { timeout: Number.NaN }],
      ['timeout', { timeout: '5' }],
      ['signal', { signal: {} }],
      ['signal', { signal: null }],
    ]
    for (const [option, given] of wrong) {
      const options = given as never
      const calls: (() => Promise<unknown>)[] = [
        () => Netns.create('blue', options),
        () => Netns.createAnonymous(options),
        () => Netns.attach('blue', ns, options),
        () => Netns.delete('blue', options),
        () => ns.socket(2, 1, 0, options),
        () => ns.sysctl.get('net.ipv4.ip_forward', options),
        () => ns.sysctl.set('net.ipv4.ip_forward', 1, options),
      ]
      for (const call of calls) await t.rejects(call(), { name: 'OptionError', option }, `${option}: ${call}`)
      if (option !== 'timout') await t.rejects(Rtnl.open({ netns: ns, ...given }), { name: 'OptionError', option })
    }
    t.same(names(), [])
  })

  t.test('helpers that end at once', async (t) => {
    const starts = await withHelper('exit 3', async () => {
      // helpers that were killed just before count too
      const message =
        /^netns delete blue: (the helper ended \(exit code 3\) before|not begun: \d+ helpers in a row ended without an answer)/
      await t.rejects(Netns.delete('blue'), { name: 'HelperError', code: 'ERR_HELPER', message })
      const all = Array.from({ length: 30 }, (_, i) => (i % 2 === 0 ? Netns.delete(`x${i}`) : Netns.create(`x${i}`)))
      const results = await Promise.allSettled(all)
      t.ok(results.every((result) => result.status === 'rejected' && result.reason instanceof HelperError))
      const messages = results.map((result) => String((result as PromiseRejectedResult).reason.message))
      t.ok(
        messages.some((one) => /: not begun: \d+ helpers in a row ended without an answer \(exit code 3\)$/.test(one)),
        'what was not begun says so',
      )
    })
    t.ok(starts > 0 && starts <= 10, `${starts} starts`)
    const began = performance.now()
    const storm = await withHelper('exit 3', async () => {
      while (performance.now() - began < 3000) await t.rejects(Netns.create('blue'), { name: 'HelperError' })
    })
    t.ok(storm <= 10, `no storm where the program goes on: ${storm} starts in 3 s`)
    await (await Netns.create('blue')).delete()
    t.same(names(), [])
  })

  t.test('helpers that do not reply to synchronous requests', async (t) => {
    await using ns = await Netns.createAnonymous()
    await using rtnl = await Rtnl.open({ netns: ns })
    const monitor = (): unknown => rtnl.monitor({ groups: ['link'] })
    const before = descriptors()
    await withHelper('exit 3', async () => {
      t.throws(monitor, {
        name: 'HelperError',
        message: /^netns socket fd \d+: the helper ended before it answered$/,
      })
    })
    await withHelper('exec sleep 1000', async () => {
      const began = performance.now()
      t.throws(monitor, { name: 'HelperError', message: /: the helper did not answer within 5000 ms$/ })
      t.ok(performance.now() - began < 20_000)
    })
    await withHelper('exec sleep 1000', async () => {
      await t.rejects(Netns.create('blue', { timeout: 10 }), { name: 'TimeoutError' })
    })
    await warm()
    await until(() => descriptors() === before, 'nothing to be left open')
  })

  t.test('a note belongs to its own request', async (t) => {
    ip('netns add taken')
    // it returns to its namespace after mounting, for the second request only
    const pid = await warm()
    const strace = await trace(pid, '-e', 'inject=setns:signal=SIGSTOP:when=1')
    const taken = Netns.create('taken')
    const fresh = Netns.create('fresh').catch((error: unknown) => error)
    // whose reply is read together with the note of the next one
    await t.rejects(taken, { code: 'EEXIST' })
    await until(() => existsSync('/run/netns/fresh') && isMounted('fresh'), 'it to be mounted')
    process.kill(pid, 'SIGKILL')
    t.match(await fresh, { name: 'HelperError', message: /SIGKILL/ })
    await ended(strace)
    t.same(names(), ['taken'])
    await Netns.delete('taken')
  })

  t.test('a failure to undo rejects, and throws nowhere else', async (t) => {
    const pid = await warm()
    // the file exists and is not reported yet
    const strace = await trace(pid, '-e', 'inject=sendto:delay_enter=4000000:when=1')
    const made = Netns.create('stuck').catch((error: unknown) => error)
    await until(() => existsSync('/run/netns/stuck'), 'the file')
    output('mount', ['-o', 'remount,ro', '/run/netns'])
    process.kill(pid, 'SIGKILL')
    const error = (await made) as LeftBehindError
    output('mount', ['-o', 'remount,rw', '/run/netns'])
    await ended(strace)
    t.match(error, { name: 'LeftBehindError', code: 'ERR_LEFT_BEHIND', operation: 'create', target: 'stuck' })
    t.match(error.message, /the helper ended \(SIGKILL\) before it answered; the name may be left behind: .*EROFS/)
    t.match([error.cause, error.left], [{ name: 'HelperError' }, { code: 'EROFS' }])
    t.same(names(), ['stuck'])
    unlinkSync('/run/netns/stuck')
  })

  t.test('a failure to undo an aborted request is a warning', async (t) => {
    const pid = await stopped()
    const warned = new Promise<Error & { code?: string }>((resolve) => process.once('warning', resolve))
    await t.rejects(Netns.create('stuck', { timeout: 5 }), { name: 'TimeoutError' })
    const strace = await trace(pid, '-e', 'inject=unlink,unlinkat:error=EROFS')
    process.kill(pid, 'SIGCONT')
    t.match(await warned, {
      name: 'RtnlWarning',
      code: 'RTNL_NETNS_LEFT_BEHIND',
      message: /^netns create stuck: given up; the name may be left behind: .*EROFS/,
    })
    await ended(strace)
    t.same(names(), ['stuck'])
    await Netns.delete('stuck')
  })

  t.test('monitors of a process whose helpers end after each request', async (t) => {
    const words = ['--user', '--map-root-user', ...NODE, script('monitors')]
    const { stdout } = await promisify(execFile)('unshare', words, { cwd: root })
    t.same(JSON.parse(stdout), { events: ['br0', 'br1', 'br2', 'br3'], fds: 0, helpers: 0 })
  })

  t.test('a helper that can no longer be killed', async (t) => {
    const pid = await stopped()
    const { kill } = process
    let tried = 0
    process.kill = () => {
      tried++
      throw Object.assign(new Error('kill EPERM'), { code: 'EPERM' })
    }
    try {
      await t.rejects(Netns.create('blue', { timeout: 10 }), { name: 'TimeoutError' })
      await (await Netns.create('red')).delete()
    } finally {
      process.kill = kill
    }
    t.equal(tried, 1)
    t.equal(stateOf(pid), 'T', 'it is left to itself')
    process.kill(pid, 'SIGKILL')
    await gone(pid)
    t.same(names(), [])
    const { pid: left, ...codes } = (await runJson([...NODE, script('abandons')])) as { readonly pid: number }
    t.same(codes, { late: 'ERR_TIMEOUT', next: 'EPERM' })
    process.kill(left, 'SIGKILL')
    await gone(left)
  })
}
