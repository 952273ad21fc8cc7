/**
 * Attacks on the helper: by other users of the machine, by a process that dropped its privilege, and by whoever
 * controls names, environment, umask and numbers. They gain nothing from a root process that uses the library, and
 * block nothing of it.
 */
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { Netns, Rtnl } from '../../src/index.ts'
import { root } from '../native/addon.ts'
import { until } from '../until.ts'
import { NODE, runJson, script } from './children.ts'
import { helpers, stateOf } from './helpers.ts'
import { inSandbox, ip, output } from './namespace.ts'
import { isMounted, names } from './run-netns.ts'

const NOBODY = { uid: 65534, gid: 65534 }
/** Root of a user namespace cannot become nobody, who does not exist in it. */
const realRoot = /\b4294967295$/m.test(readFileSync('/proc/self/uid_map', 'utf8').trim())
const skip = realRoot ? false : 'user nobody does not exist in this user namespace'

/** User nobody, with a lock on the folder of names. */
const locker = async (): Promise<ChildProcess> => {
  const program = `
import fcntl, os, time
fcntl.flock(os.open('/run/netns', os.O_RDONLY), fcntl.LOCK_EX)
print('locked', flush=True)
time.sleep(1000)
`
  const child = spawn('python3', ['-c', program], { ...NOBODY, stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  return child
}

/** Mounts on the folder, one above the other. */
const mounts = (): number => readFileSync('/proc/self/mountinfo', 'utf8').split(' /run/netns ').length - 1

const ended = async (child: ChildProcess): Promise<void> => {
  const exit = once(child, 'exit')
  child.kill('SIGKILL')
  await exit
}

/** With a /run that has no folder of names yet. */
const withoutFolder = async (call: () => Promise<void>): Promise<void> => {
  output('mount', ['-t', 'tmpfs', '-o', 'mode=755', 'none', '/run'])
  try {
    await call()
  } finally {
    if (existsSync('/run/netns')) output('umount', ['-l', '/run/netns'])
    output('umount', ['-l', '/run'])
  }
}

if (inSandbox(t, import.meta.url)) {
  t.test('a lock on the folder of names', { skip }, async (t) => {
    await t.test('before it is prepared blocks nothing', async (t) => {
      ip('netns add other')
      const nobody = await locker()
      const began = performance.now()
      await using ns = await Netns.create('blue')
      t.ok(isMounted('blue'))
      await ns.delete()
      await Netns.delete('other')
      t.equal(nobody.exitCode, null, 'it has the lock still')
      t.ok(performance.now() - began < 10_000)
      await ended(nobody)
      t.same(names(), [])
    })

    await t.test('while it is prepared delays it for a moment', async (t) => {
      await withoutFolder(async () => {
        mkdirSync('/run/netns')
        const nobody = await locker()
        const before = mounts()
        await using inside = await Netns.createAnonymous()
        await using rtnl = await Rtnl.open({ netns: inside })
        const made = Netns.create('blue')
        // which is opened while the helper waits, and immediately
        const began = performance.now()
        const monitor = rtnl.monitor({ groups: ['link'] })
        t.ok(performance.now() - began < 5000, 'the event loop does not wait for the lock')
        await monitor.return()
        await (await made).close()
        t.ok(isMounted('blue'))
        t.equal(nobody.exitCode, null)
        t.match(readFileSync('/proc/self/mountinfo', 'utf8'), / \/run\/netns .* shared:\d+ /)
        t.equal(mounts(), before + 1, 'it is mounted once')
        await Netns.delete('blue')
        t.same(names(), [])
        await ended(nobody)
      })
    })

    await t.test('does not keep the helper alive after its owner', async (t) => {
      await withoutFolder(async () => {
        mkdirSync('/run/netns')
        const nobody = await locker()
        const [program = '', ...rest] = [...NODE, script('waits'), 'victim']
        const owner = spawn(program, rest, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
        const [said] = await once(owner.stdout.setEncoding('utf8'), 'data')
        const pid = Number(said)
        await ended(owner)
        await until(() => [undefined, 'Z'].includes(stateOf(pid)), 'the helper to be gone')
        t.same(names(), [], 'nothing is made for who is gone')
        await ended(nobody)
      })
    })
  })

  t.test('a process that dropped its privilege', { skip }, async (t) => {
    const refused = {
      create: 'EPERM mount',
      anonymous: 'EPERM unshare',
      delete: 'EPERM umount2',
      socket: 'EPERM setns',
      sysctl: 'EPERM setns',
      many: ['EPERM mount'],
      old: true,
    }
    const dropped = { answers: ['2 credentials'], fds: [], sockets: 2 }
    for (const how of ['setuid', 'seteuid']) {
      t.same(
        await runJson([...NODE, script('drops'), how, 'library']),
        refused,
        `${how}: no more than its own privilege`,
      )
      t.same(names(), ['warm'])
      await Netns.delete('warm')
    }
    for (const how of ['setuid', 'setgid']) {
      t.same(
        await runJson([...NODE, script('drops'), how, 'socket']),
        dropped,
        `${how}: nothing by the socket of its old helper`,
      )
      t.same(names(), ['warm'])
      await Netns.delete('warm')
    }
    // groups do not matter for these privileges, and another helper takes over
    t.match(await runJson([...NODE, script('drops'), 'setgid', 'library']), {
      create: 'fine',
      many: ['fine'],
      old: true,
    })
    await Netns.deleteAll()
  })

  t.test('signals of other users', { skip }, async (t) => {
    await using _ns = await Netns.createAnonymous()
    const [pid = 0] = helpers()
    for (const signal of ['STOP', 'KILL', 'USR1', 'TERM']) {
      const words = ['-c', `import os, signal; os.kill(${pid}, signal.SIG${signal})`]
      const [code] = await once(spawn('python3', words, { ...NOBODY, stdio: 'ignore' }), 'exit')
      t.equal(code, 1, `nobody may not send SIG${signal}`)
    }
    t.equal(stateOf(pid), 'S')
  })

  t.test('an environment', async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'rtnl-hostile-'))
    // a folder that everybody may write to
    execFileSync('chmod', ['1777', folder])
    const [source, library, log] = [join(folder, 'x.c'), join(folder, 'x.so'), join(folder, 'log')]
    writeFileSync(log, '', { mode: 0o666 })
    execFileSync('chmod', ['666', log])
    writeFileSync(
      source,
      `#include <stdio.h>
      #include <unistd.h>
      __attribute__((constructor)) static void loaded(void) {
        FILE *file = fopen("${log}", "a");
        fprintf(file, "%d %d\\n", getuid(), geteuid());
        fclose(file);
      }`,
    )
    execFileSync('gcc', ['-shared', '-fPIC', source, '-o', library])
    const env = {
      LD_PRELOAD: library,
      LD_LIBRARY_PATH: folder,
      LD_AUDIT: library,
      GLIBC_TUNABLES: 'glibc.malloc.check=3',
      MALLOC_TRACE: log,
      PATH: process.env['PATH'],
    }
    await using ns = await Netns.create('blue')
    await ns.exec('true', [], { env })
    t.match(readFileSync(log, 'utf8'), /^0 0\n/, 'the program itself loads it')
    if (realRoot) {
      writeFileSync(log, '')
      await ns.exec('true', [], { env, ...NOBODY })
      const users = readFileSync(log, 'utf8').trim().split('\n')
      t.same([...new Set(users)], ['65534 65534'], 'nothing of it runs before the user is changed')
    }
    const saved = { ...process.env }
    Object.assign(process.env, env)
    for (const pid of helpers()) process.kill(pid, 'SIGKILL')
    await until(() => helpers().length === 0, 'the helper to be gone')
    writeFileSync(log, '')
    await (await Netns.createAnonymous()).close()
    process.env = saved
    t.equal(readFileSync(log, 'utf8'), '')
    // variables of the test runner, which are in every process
    const variables = readFileSync(`/proc/${helpers()[0]}/environ`, 'latin1').split('\0')
    t.same(
      variables.filter((one) => Object.keys(env).some((name) => one.startsWith(`${name}=`))),
      [],
      'the helper has no environment',
    )
    await ns.delete()
    rmSync(folder, { recursive: true })
  })

  t.test('a umask', async (t) => {
    const before = process.umask(0o777)
    t.teardown(() => process.umask(before))
    for (const pid of helpers()) process.kill(pid, 'SIGKILL')
    await until(() => helpers().length === 0, 'the helper to be gone')
    await withoutFolder(async () => {
      await using ns = await Netns.create('blue')
      t.equal(statSync('/run/netns').mode & 0o7777, 0o755)
      await ns.delete()
    })
    process.umask(before)
  })

  t.test('inherited descriptors', async (t) => {
    // a descriptor without close-on-exec that this process inherited is not kept open by a helper
    const program = `
import os, subprocess, sys
os.set_inheritable(os.open('/etc/hostname', os.O_RDONLY), True)
sys.exit(subprocess.call(sys.argv[1:], close_fds=False))
`
    const see = `const { Netns } = await import('./src/index.ts'); const { helpers } = await import('./test/kernel/helpers.ts')
      await Netns.createAnonymous()
      const fs = await import('node:fs')
      const open = (pid) => fs.readdirSync('/proc/' + pid + '/fd').map((fd) => {
        try { return fs.readlinkSync('/proc/' + pid + '/fd/' + fd) } catch { return '' }
      }).filter((path) => path === '/etc/hostname')
      console.log(JSON.stringify({ own: open('self'), helper: open(helpers()[0]) }))
      process.exit()`
    const words = ['-c', program, ...NODE, '--input-type=module', '--eval', see]
    const { stdout } = await promisify(execFile)('python3', words, { cwd: root })
    t.same(JSON.parse(stdout), { own: ['/etc/hostname'], helper: [] })
  })
}
