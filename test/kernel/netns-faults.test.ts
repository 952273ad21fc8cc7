/**
 * Faults around namespaces: helpers and owners killed at every step, full tables, missing privileges. Each call
 * succeeds or rejects with the right error, and nothing remains half created.
 */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import fs, {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { NetlinkSocket, Netns, Rtnl } from '../../src/index.ts'
import { Nsids } from '../../src/rtnl/nsid/nsids.ts'
import { askHelper } from '../../src/setns/helper.ts'
import { namesById } from '../../src/setns/run-dir.ts'
import { root, threads } from '../native/addon.ts'
import { PATIENCE, until } from '../until.ts'
import { NODE, runJson, script } from './children.ts'
import { helpers, stateOf } from './helpers.ts'
import { inSandbox, ip, output } from './namespace.ts'
import { isMounted, names } from './run-netns.ts'
import { ended, trace } from './strace.ts'

const helper = (): number => {
  const [pid] = helpers()
  if (pid === undefined) throw new Error('no helper')
  return pid
}

/** One of several system calls: the second `openat`, for example. */
interface Step {
  readonly call: string
  readonly time: number
}

/** Every system call that a process makes while `call` runs. */
const stepsOf = async (pid: number, call: () => Promise<unknown>): Promise<Step[]> => {
  const file = join(mkdtempSync(join(tmpdir(), 'rtnl-steps-')), 'log')
  const strace = await trace(pid, '-o', file)
  await call()
  await ended(strace)
  const lines = readFileSync(file, 'utf8').split('\n')
  rmSync(dirname(file), { recursive: true })
  const times = new Map<string, number>()
  return lines.flatMap((line) => {
    const [, name] = /^(\w+)\(/.exec(line) ?? []
    // waiting for a request is not a step of a request
    if (name === undefined || name === 'recvmsg') return []
    const time = (times.get(name) ?? 0) + 1
    times.set(name, time)
    return [{ call: name, time }]
  })
}

const at = ({ call, time }: Step, what: string): string[] => ['-e', `inject=${call}:${what}:when=${time}`]

/** Starts a helper if there is none. */
const warm = async (): Promise<number> => {
  ;(await Netns.createAnonymous()).close()
  return helper()
}

/** Runs `call` once for each system call that the helper makes in it, and kills the helper there. */
const killedAtEveryStep = async (
  t: { match(found: unknown, pattern: object, name: string): boolean },
  call: () => Promise<unknown>,
  check: (error: unknown, step: string) => void,
): Promise<string[]> => {
  const steps = await stepsOf(await warm(), call)
  for (const step of steps) {
    const pid = await warm()
    const name = `${step.call}, time ${step.time}`
    const strace = await trace(pid, ...at(step, 'signal=SIGKILL'))
    const error = await call().then(
      () => undefined,
      (reason: unknown) => reason,
    )
    await ended(strace)
    check(error, name)
    // if it is killed after its last reply, no call has failed
    if (error !== undefined) t.match(error, { name: 'HelperError', code: 'ERR_HELPER', message: /SIGKILL/ }, name)
  }
  return steps.map(({ call: name }) => name)
}

if (inSandbox(t, import.meta.url)) {
  t.test('the helper is killed at every step', async (t) => {
    await t.test('of creating a name', async (t) => {
      const steps = await killedAtEveryStep(
        t,
        async () => (await Netns.create('victim')).delete(),
        (_error, step) => t.same(names(), [], step),
      )
      for (const call of ['mkdir', /^open/, 'sendto', 'unshare', 'mount', 'setns', 'sendmsg', 'umount2', 'unlink'])
        t.ok(
          steps.some((step) => step.match(call)),
          String(call),
        )
    })
    await t.test('of creating the first name', async (t) => {
      output('mount', ['-t', 'tmpfs', 'none', '/run'])
      const steps = await killedAtEveryStep(
        t,
        async () => {
          if (existsSync('/run/netns')) output('umount', ['-l', '/run/netns'])
          await (await Netns.create('victim')).delete()
        },
        (_error, step) => t.same(existsSync('/run/netns') ? names() : [], [], step),
      )
      for (const call of ['mkdir', 'flock', 'mount']) t.ok(steps.includes(call), call)
      output('umount', ['-l', '/run/netns'])
      output('umount', ['/run'])
      t.same(names(), [])
    })
    await t.test('of attaching a name', async (t) => {
      await using ns = await Netns.createAnonymous()
      await killedAtEveryStep(
        t,
        async () => {
          if (names().length > 0) ip('netns delete victim')
          await (await Netns.attach('victim', ns)).close()
        },
        (error, step) => t.same(names(), error === undefined ? ['victim'] : [], step),
      )
      await Netns.deleteAll()
    })
    await t.test('of deleting a name', async (t) => {
      await killedAtEveryStep(
        t,
        async () => {
          ip('netns add victim')
          await Netns.delete('victim')
        },
        (_error, step) => t.same(names(), [], `${step}: it is gone`),
      )
    })
    await t.test('of opening a socket, of reading and of writing a sysctl', async (t) => {
      await using made = await Netns.createAnonymous()
      await using ns = await Netns.open(made)
      const calls: (() => Promise<unknown>)[] = [
        async () => (await Rtnl.open({ netns: ns })).close(),
        () => ns.sysctl.get('net.ipv4.ip_forward'),
        () => ns.sysctl.set('net.ipv4.ip_forward', 1),
      ]
      for (const call of calls) t.ok((await killedAtEveryStep(t, call, () => undefined)).includes('setns'))
    })
  })

  t.test('requests that the helper had not begun are sent to the next one', async (t) => {
    await (await Netns.createAnonymous()).close()
    process.kill(helper(), 'SIGSTOP')
    const asked = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map((number) => Netns.create(`many${number}`))
    process.kill(helper(), 'SIGKILL')
    const results = await Promise.allSettled(asked)
    const [first, ...others] = results
    t.match(first, { status: 'rejected', reason: { name: 'HelperError' } })
    t.ok(others.every(({ status }) => status === 'fulfilled'))
    t.equal(names().length, 11)
    for (const result of results) if (result.status === 'fulfilled') await result.value.delete()
    t.same(names(), [])
  })

  t.test('the owner is killed at every step', async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'rtnl-steps-'))
    const steps = await stepsOf(await warm(), async () => (await Netns.create('victim')).close())
    await Netns.delete('victim')
    const killed = async (step: Step, number: number): Promise<void> => {
      const name = `victim${number}`
      const owner = spawn(NODE[0] as string, [...NODE.slice(1), script('owns'), name], {
        cwd: root,
        stdio: ['pipe', 'pipe', 'inherit'],
      })
      const [said] = await once(owner.stdout.setEncoding('utf8'), 'data')
      const pid = Number(said)
      const log = join(folder, name)
      // it stops there until the owner is gone
      const strace = await trace(pid, '-o', log, ...at(step, 'signal=SIGSTOP'))
      owner.stdin.write('now\n')
      await until(() => readFileSync(log, 'utf8').includes('stopped by SIGSTOP'), 'the helper to be traced')
      owner.kill('SIGKILL')
      await once(owner, 'exit')
      process.kill(pid, 'SIGCONT')
      await until(() => !existsSync(`/proc/${pid}`) || stateOf(pid) === 'Z', 'the helper to be gone')
      await ended(strace)
      const left = names().includes(name)
      t.ok(!left || isMounted(name), `${step.call}, time ${step.time}: ${left ? 'it was made' : 'nothing is left'}`)
    }
    const waiting = [...steps.entries()]
    const work = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await killed(next[1], next[0])
    }
    await Promise.all([work(), work(), work(), work()])
    await Netns.deleteAll()
    rmSync(folder, { recursive: true })
  })

  t.test('a namespace is deleted while a socket in it is open', async (t) => {
    const ns = await Netns.create('victim')
    await using rtnl = await Rtnl.open({ netns: ns })
    await using monitor = rtnl.monitor({ groups: ['link'] })
    await ns.delete()
    t.equal(ns.fd, -1)
    await rtnl.links.add({ kind: 'bridge', name: 'br0' })
    t.same(
      (await rtnl.links.list()).map(({ name }) => name),
      ['lo', 'br0'],
    )
    for await (const event of monitor) {
      t.match(event, { action: 'new', value: { name: 'br0' } })
      break
    }
    await t.rejects(ns.exec('true'), { name: 'ClosedError' })
    await t.rejects(ns.sysctl.get('net.ipv4.ip_forward'), { name: 'ClosedError' })
    await t.rejects(Rtnl.open({ netns: 'victim' }), { code: 'ENOENT' })
    await t.rejects(Rtnl.open({ netns: ns }), { name: 'EncodeError', path: 'netns' })
  })

  t.test('several processes create the same names concurrently', async (t) => {
    const count = 40
    const tool = async (): Promise<string[]> => {
      const results: string[] = []
      for (let i = 0; i < count; i++) {
        const { code } = await promisify(execFile)('ip', ['netns', 'add', `race${i}`]).then(
          () => ({ code: 0 }),
          (error: { code: number }) => error,
        )
        results.push(code === 0 ? 'made' : 'EEXIST')
      }
      return results
    }
    const ours = [1, 2].map(() => runJson([...NODE, script('races'), String(count)]) as Promise<string[]>)
    const results = await Promise.all([...ours, tool()])
    for (let i = 0; i < count; i++) {
      const ends = results.map((list) => list[i]).sort()
      t.same(ends, ['EEXIST', 'EEXIST', 'made'], `race${i}`)
      t.ok(isMounted(`race${i}`))
    }
    await Netns.deleteAll()
    t.same(names(), [])
  })

  t.test('a helper that died unnoticed', async (t) => {
    await using ns = await Netns.createAnonymous()
    await using inside = await Rtnl.open({ netns: ns })
    const kill = (): void => {
      const pid = helper()
      process.kill(pid, 'SIGKILL')
      // without a turn of the event loop
      while (stateOf(pid) !== 'Z');
    }
    kill()
    t.ok((await Netns.createAnonymous()).fd > 0, 'another one is asked')
    kill()
    await inside.monitor({ groups: ['link'] }).return()
    await until(() => helpers().length === 0, 'the helper that opened its socket to be gone')
    await (await Netns.createAnonymous()).close()
    await inside.monitor({ groups: ['link'] }).return()
    process.kill(helper(), 'SIGSTOP')
    const listed = Netns.create('one').then((one) => one.close())
    const list = Netns.list()
    process.kill(helper(), 'SIGKILL')
    await t.rejects(listed, { name: 'HelperError' })
    t.same(await list, [])
  })

  t.test('a helper that dies while names are listed', async (t) => {
    ip('netns add one')
    process.kill(await warm(), 'SIGSTOP')
    const list = Netns.list()
    await until(() => helpers().length === 1, 'one helper')
    await new Promise((resolve) => setImmediate(resolve))
    await new Promise((resolve) => setTimeout(resolve, 50))
    process.kill(helper(), 'SIGKILL')
    await t.rejects(list, { name: 'HelperError', operation: 'socket', target: 'one' })
    await Netns.deleteAll()
  })

  t.test('a file that a dead helper left and that cannot be deleted is reported too', async (t) => {
    const [{ call, time } = { call: 'sendmsg', time: 1 }] = (
      await stepsOf(await warm(), async () => (await Netns.create('stuck')).close())
    ).filter((step) => step.call === 'sendmsg')
    await Netns.deleteAll()
    const strace = await trace(await warm(), ...at({ call, time }, 'signal=SIGKILL'))
    const made = Netns.create('stuck').catch((error: unknown) => error)
    // without a turn of the event loop, in which it would be deleted
    const end = performance.now() + PATIENCE
    while (!(existsSync('/run/netns/stuck') && isMounted('stuck')))
      if (performance.now() > end) throw new Error('the namespace does not come')
    // a second mount on it is not the name's, and keeps it from being deleted
    output('mount', ['--bind', '/dev/null', '/run/netns/stuck'])
    const error = await made
    await ended(strace)
    t.match(error, { message: /the helper ended/ })
    for (let i = 0; i < 3; i++) output('umount', ['-l', '/run/netns/stuck'])
    await Netns.deleteAll()
  })

  t.test("requests that do not fit the socket's queue, and one that never fits", async (t) => {
    await using ns = await Netns.createAnonymous()
    const value = '1,'.repeat(30_000)
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => ns.sysctl.set('net.ipv4.no_such', value)))
    for (const result of results) t.match(result, { status: 'rejected', reason: { code: 'ENOENT' } })
    const text = new Uint8Array(1_000_000)
    await t.rejects(askHelper({ operation: 'delete', target: 'x', text }), { code: 'EMSGSIZE', syscall: 'sendmsg' })
    const closed = await Netns.createAnonymous()
    const waiting = [ns, closed].map((of) => of.sysctl.get('net.ipv4.ip_forward'))
    const late = Promise.allSettled(Array.from({ length: 30 }, () => closed.sysctl.get('net.ipv4.ip_forward')))
    closed.close()
    await Promise.all(waiting)
    const ends = (await late).map((result) => (result.status === 'fulfilled' ? 'fine' : result.reason.name))
    t.same([...new Set(ends)].sort(), ['ClosedError', 'fine'])
  })

  t.test('a helper that does not exist, cannot be executed, or is another program', async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'rtnl-helper-'))
    mkdirSync(join(folder, 'build/Release'), { recursive: true })
    const file = join(folder, 'build/Release/setns')
    const attempt = async (): Promise<unknown> => {
      process.kill(await warm(), 'SIGKILL')
      await until(() => helpers().length === 0, 'the helpers to be gone')
      await new Promise((resolve) => setTimeout(resolve, 20))
      process.env['RTNL_PREBUILD'] = folder
      const error = await Promise.all([Netns.createAnonymous(), Netns.createAnonymous()]).catch(
        (reason: unknown) => reason,
      )
      delete process.env['RTNL_PREBUILD']
      return error
    }
    t.match(await attempt(), { name: 'UnsupportedError', message: /^network namespaces: no helper for linux / })
    writeFileSync(file, 'no program', { mode: 0o644 })
    t.match(await attempt(), { name: 'UnsupportedError', message: /setns may not be executed; `chmod \+x` it$/ })
    chmodSync(file, 0o755)
    t.match(await attempt(), {
      name: 'HelperError',
      // helpers that ended before count too
      message: /ended .*\(exit code 127\)/,
    })
    const busy = fs.openSync(file, 'r+')
    t.match(await attempt(), { name: 'SocketError', code: 'ETXTBSY', syscall: 'spawn' })
    fs.closeSync(busy)
    writeFileSync(file, '#!/not/there\n')
    t.match(await attempt(), { name: 'UnsupportedError', message: /setns could not be started: .*ENOENT/ })
    rmSync(folder, { recursive: true })
    t.ok((await warm()) > 0)
  })

  t.test('files in /run/netns that are not namespaces', async (t) => {
    ip('netns add real')
    writeFileSync('/run/netns/plain', '')
    symlinkSync('/not/there', '/run/netns/dangling')
    mkdirSync('/run/netns/folder')
    t.match(await Netns.list(), [
      { name: 'dangling', inode: undefined, error: { name: 'NetnsError', code: 'ENOENT', target: 'dangling' } },
      { name: 'folder', inode: undefined, error: { name: 'EncodeError', path: 'netns' } },
      { name: 'plain', inode: undefined, error: { name: 'EncodeError', path: 'netns' } },
      { name: 'real', links: 1, error: undefined },
    ])
    t.same(await Netns.listIds(), [])
    t.same(await Netns.identify(), [])
    await t.rejects(Netns.open('plain'), { name: 'EncodeError', path: 'netns' })
    await t.rejects(Netns.deleteAll(), {
      name: 'DeleteAllError',
      code: 'ERR_DELETE_ALL',
      message: /^1 of 4 names were not deleted; first: netns delete folder: unlink: EISDIR/,
      deleted: ['dangling', 'plain', 'real'],
      failures: new Map([['folder', { name: 'NetnsError', target: 'folder', syscall: 'unlink' }]]),
    })
    t.same(names(), ['folder'])
    rmdirSync('/run/netns/folder')
    ip('netns add real')
    const closed = new NetlinkSocket()
    closed.close()
    await t.rejects(
      namesById((path) => new Nsids(closed).get(path)),
      { name: 'ClosedError' },
    )
    await Netns.deleteAll()
  })

  t.test('no folder of names', async (t) => {
    output('mount', ['-t', 'tmpfs', 'none', '/run'])
    const list = await Netns.list()
    const ids = await Netns.listIds()
    output('umount', ['/run'])
    t.same([list, ids], [[], []])
    t.ok(existsSync('/run/netns'))
  })

  t.test('a folder that this user may not read', async (t) => {
    chmodSync('/run/netns', 0o700)
    const seteuid = process.seteuid as (id: number) => void
    seteuid(65534)
    const list = await Netns.list().catch((error: unknown) => error)
    const monitor = ((): unknown => {
      try {
        return Netns.monitor()
      } catch (error) {
        return error
      }
    })()
    seteuid(0)
    chmodSync('/run/netns', 0o755)
    t.match(list, { name: 'NetnsError', code: 'EACCES', operation: 'list', target: '/run/netns' })
    t.match(monitor, { name: 'NetnsError', code: 'EACCES', operation: 'monitor' })
  })

  t.test('a folder that was removed', async (t) => {
    const monitor = Netns.monitor()
    const folder = openSync('/run/netns', 'r')
    output('mount', ['-t', 'tmpfs', 'none', '/run'])
    writeFileSync(`/proc/self/fd/${folder}/new`, '')
    const error = await monitor.next().catch((error: unknown) => error)
    output('umount', ['/run'])
    fs.unlinkSync('/run/netns/new')
    closeSync(folder)
    t.match(error, { name: 'NetnsError', code: 'ENOENT', operation: 'monitor', target: '/run/netns' })
    t.same(await monitor.next(), { done: true, value: undefined })
  })

  /** Replaces the library's next listing of the folder. */
  const look = (instead: (real: () => unknown) => unknown): void => {
    const { readdirSync: real } = fs
    const put = (readdirSync: unknown): void => {
      Object.assign(fs, { readdirSync })
      syncBuiltinESMExports()
    }
    put((...words: Parameters<typeof real>): unknown => {
      put(real)
      return instead(() => real(...words))
    })
  }

  t.test('a name that is added while a monitor starts is in its first listing', async (t) => {
    look((real) => {
      ip('netns add early')
      return real()
    })
    const monitor = Netns.monitor()
    ip('netns delete early')
    ip('netns add last')
    const told: string[] = []
    for await (const { action, name } of monitor) {
      told.push(`${action} ${name}`)
      if (name === 'last') break
    }
    t.same(told, ['delete early', 'new last'])
    ip('netns delete last')
  })

  t.test('a folder that can be watched but not read', async (t) => {
    // those of the I/O threads of earlier tests
    await until(() => threads() === 0, 'the ends of the threads')
    const before = readdirSync('/proc/self/fd').length
    look(() => {
      throw Object.assign(new Error('EIO: i/o error'), { errno: -5, code: 'EIO' })
    })
    t.throws(() => Netns.monitor(), { name: 'NetnsError', code: 'EIO', operation: 'monitor', target: '/run/netns' })
    t.equal(readdirSync('/proc/self/fd').length, before)
  })

  t.test("more events than a monitor's reader takes", async (t) => {
    const monitor = Netns.monitor()
    await using ns = await Netns.create('first')
    const { value } = await monitor.next()
    t.same(value, { action: 'new', name: 'first' })
    for (let i = 0; i < 1500; i++) writeFileSync(`/run/netns/file${i}`, 'which is a change')
    for (let i = 0; i < 1500; i++) fs.unlinkSync(`/run/netns/file${i}`)
    const other = Netns.monitor()
    await ns.delete()
    // when this monitor has reported it, the first one has too, and its reader has taken nothing
    for await (const { name } of other) if (name === 'first') break
    let told = 0
    for await (const event of monitor) {
      told++
      if (event.action === 'delete' && event.name === 'first') break
    }
    t.equal(told, 3001)
  })

  t.test('a full descriptor table', async (t) => {
    const limited = ['prlimit', '--nofile=80', ...NODE, script('fills')]
    const results = (await runJson(limited)) as { [when: string]: string[] }
    for (const [when, ends] of Object.entries(results)) {
      t.ok(ends.length > 1, `${when}: ${ends.join(' ')}`)
      t.same([...new Set(ends)].sort(), ['EMFILE', 'fine'], when)
    }
    t.same(names(), [])
  })

  t.test('no privileges at all', async (t) => {
    ip('netns add there')
    const refused = {
      create: 'EPERM mount CAP_SYS_ADMIN',
      again: 'EPERM mount CAP_SYS_ADMIN',
      attach: 'EPERM mount CAP_SYS_ADMIN',
      delete: 'EPERM umount2 CAP_SYS_ADMIN',
      list: 'fine',
      open: 'fine',
      enter: 'EPERM setns CAP_SYS_ADMIN in the namespace and here',
      sysctl: 'EPERM setns CAP_SYS_ADMIN in the namespace and here',
      anonymous: 'EPERM unshare CAP_SYS_ADMIN',
      many: 'EPERM unshare CAP_SYS_ADMIN',
    }
    t.same(await runJson([...NODE, script('tries'), '65534']), refused)
    t.same(names(), ['there'])
    // before the first name the folder does not exist, and it cannot be created
    const bare = [
      'unshare',
      '--mount',
      'sh',
      '-c',
      'umount -l /run/netns; mount -t tmpfs -o mode=755 none /run; exec "$@"',
      'sh',
    ]
    const results = await runJson([...bare, ...NODE, script('tries'), '65534'])
    t.match(results, {
      create: 'EACCES mkdir CAP_SYS_ADMIN, and write access to /run',
      list: 'fine',
      open: 'ENOENT open',
    })
  })

  t.test('root of a user namespace', async (t) => {
    const results = await runJson(['unshare', '--user', '--map-root-user', '--net', ...NODE, script('tries')])
    t.match(results, { create: /^EPERM mount CAP_SYS_ADMIN/, enter: /^EPERM setns/, anonymous: 'fine', many: 'fine' })
    t.same(names(), ['there'])
    // it can leave its namespace, but not return: every request takes a new helper
    const outside = await runJson(['unshare', '--user', '--map-root-user', ...NODE, script('tries')])
    t.match(outside, { create: /^EPERM mount CAP_SYS_ADMIN/, enter: /^EPERM setns/, anonymous: 'fine', many: 'fine' })
    t.same(names(), ['there'])
    ip('netns delete there')
  })

  t.test('workers that end leave nothing', async (t) => {
    t.same(await runJson([...NODE, script('leaves')]), { helpers: 0, zombies: 0, fds: 0, names: [] })
  })
}
