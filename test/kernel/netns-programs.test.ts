/** Programs in namespaces: started like those of node:child_process, in the environment of `ip netns exec`. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { Netns, type NetnsError, ProgramError } from '../../src/index.ts'
import { inSandbox, ip, output } from './namespace.ts'

if (inSandbox(t, import.meta.url)) {
  const ns = await Netns.create('ours')
  const anonymous = await Netns.createAnonymous()
  t.teardown(() => {
    ns.close()
    anonymous.close()
  })
  const inode = (of: Netns): string => `net:[${statSync(`/proc/self/fd/${of.fd}`).ino}]`

  t.test('the program is inside, and this process is not', async (t) => {
    const home = readlinkSync('/proc/self/ns/net')
    for (const of of [ns, anonymous]) {
      t.equal((await of.exec('readlink', ['/proc/self/ns/net'])).stdout.trim(), inode(of))
      t.equal((await of.exec('ls', ['/sys/class/net'])).stdout.trim(), 'lo')
    }
    t.equal(readlinkSync('/proc/self/ns/net'), home)
    const mounts = readlinkSync('/proc/self/ns/mnt')
    t.not((await ns.exec('readlink', ['/proc/self/ns/mnt'])).stdout.trim(), mounts)
    t.equal((await ns.exec('readlink', ['/proc/self/ns/mnt'], { mounts: false })).stdout.trim(), mounts)
  })

  t.test('/sys and what is mounted where, compared with ip netns exec', async (t) => {
    // the numbers of mounts and of their peers differ between runs
    const table = (text: string): string[] =>
      text
        .trim()
        .split('\n')
        .map((line) =>
          // without mount IDs and the device number of each new mount of sysfs
          line
            .replace(/^\d+ \d+ /, '')
            .replace(/^0:\d+ (?=\S+ \/sys )/, '0:N ')
            .replace(/(shared|master):\d+/g, '$1'),
        )
    const words = ['cat', '/proc/self/mountinfo']
    t.same(
      table((await ns.exec('cat', words.slice(1))).stdout),
      table(output('ip', ['netns', 'exec', 'ours', ...words])),
    )
  })

  t.test('/etc/netns/NAME is mounted over /etc', async (t) => {
    // visible only here
    output('mount', ['-t', 'tmpfs', 'none', '/etc/opt'])
    mkdirSync('/etc/opt/netns/ours', { recursive: true })
    const folder = '/etc/netns'
    mkdirSync(folder, { recursive: true })
    t.teardown(() => {
      output('umount', [folder])
      rmSync(folder, { recursive: true })
      output('umount', ['/etc/opt'])
    })
    output('mount', ['--bind', '/etc/opt/netns', folder])
    writeFileSync(`${folder}/ours/hosts`, '192.0.2.7 inside\n')
    t.equal((await ns.exec('cat', ['/etc/hosts'])).stdout, '192.0.2.7 inside\n')
    t.equal(output('ip', ['netns', 'exec', 'ours', 'cat', '/etc/hosts']), '192.0.2.7 inside\n')
    t.not((await anonymous.exec('cat', ['/etc/hosts'])).stdout, '192.0.2.7 inside\n')
    t.not((await ns.exec('cat', ['/etc/hosts'], { mounts: false })).stdout, '192.0.2.7 inside\n')
    t.not(readFileSync('/etc/hosts', 'utf8'), '192.0.2.7 inside\n')

    writeFileSync(`${folder}/ours/not-there.conf`, '')
    const warned = once(process, 'warning')
    t.equal((await ns.exec('echo', ['it runs'])).stdout, 'it runs\n')
    const [warning] = (await warned) as [Error & { code?: string }]
    t.match(warning, {
      name: 'RtnlWarning',
      code: 'RTNL_NETNS_ETC',
      message: /\/etc\/netns\/ours\/not-there.conf: ENOENT/,
    })
  })

  t.test('exit codes and signals', async (t) => {
    t.same(await once(ns.spawn('sh', ['-c', 'exit 7']), 'exit'), [7, null])
    t.same(await once(ns.spawn('sh', ['-c', 'kill -USR1 $$']), 'exit'), [null, 'SIGUSR1'])
    const child = ns.spawn('sleep', ['1000'])
    child.kill('SIGTERM')
    t.same(await once(child, 'exit'), [null, 'SIGTERM'])
    const aborted = ns.spawn('sleep', ['1000'], { signal: AbortSignal.timeout(50) })
    const [error] = await once(aborted, 'error')
    t.equal(error.name, 'AbortError')
    const failed = await ns.exec('sh', ['-c', 'echo out; echo bad >&2; exit 3']).catch((error: unknown) => error)
    t.ok(failed instanceof ProgramError)
    t.match(failed, {
      code: 'ERR_PROGRAM',
      exitCode: 3,
      signal: null,
      stdout: 'out\n',
      stderr: 'bad\n',
      message: 'sh: exit code 3: bad',
    })
    await t.rejects(ns.exec('sh', ['-c', 'kill -9 $$']), { message: 'sh: SIGKILL', signal: 'SIGKILL', exitCode: null })
  })

  t.test('stdio and descriptors are passed on', async (t) => {
    t.equal((await ns.exec('cat', [], { input: 'to its standard input' })).stdout, 'to its standard input')
    t.equal((await ns.exec('true', [], { input: 'nobody reads'.repeat(100_000) })).stdout, '')
    t.same(await once(ns.spawn('true', [], { stdio: ['ignore'] }), 'exit'), [0, null])
    const fd = openSync('/etc/hostname', 'r')
    const child = ns.spawn('sh', ['-c', 'cat <&3; ls /proc/self/fd | tr "\\n" " "; cat >&4'], {
      stdio: ['pipe', 'pipe', 'inherit', fd, 'pipe'],
    })
    closeSync(fd)
    let text = ''
    child.stdout?.on('data', (part: Buffer) => {
      text += part
    })
    child.stdin?.end('over the fifth')
    const [fifth] = await once(child.stdio[4] as NodeJS.ReadableStream, 'data')
    t.equal(String(fifth), 'over the fifth')
    await once(child, 'close')
    // the highest is the folder that ls reads; other descriptors that node:child_process leaves open are not our
    // concern
    const plain = output('sh', ['-c', 'exec 3<&0 4<&0; ls /proc/self/fd | tr "\\n" " "'])
    t.equal(text, `${readFileSync('/etc/hostname', 'utf8')}${plain}`)
    const script =
      "const { Netns } = await import('./src/index.ts'); const ns = await Netns.open('ours'); ns.spawn('echo', ['straight through'], { stdio: 'inherit' })"
    const words = ['--no-warnings', '--import', './test/typescript.mjs', '--input-type=module', '--eval', script]
    t.equal((await promisify(execFile)(process.execPath, words)).stdout, 'straight through\n')
  })

  t.test('a terminal is passed on', async (t) => {
    const script =
      "const { Netns } = await import('./src/index.ts'); const ns = await Netns.open('ours'); ns.spawn('tty', [], { stdio: 'inherit' })"
    const command = [
      process.execPath,
      '--no-warnings',
      '--import',
      './test/typescript.mjs',
      '--input-type=module',
      '--eval',
      `"${script}"`,
    ]
    const child = spawn('script', ['-qec', command.join(' '), '/dev/null'], { stdio: ['pipe', 'pipe', 'inherit'] })
    let text = ''
    for await (const part of child.stdout) text += part
    t.match(text, /^\/dev\/pts\/\d+\s*$/)
  })

  t.test('directory, environment, name, shell, user', async (t) => {
    t.equal((await ns.exec('pwd', [], { cwd: '/usr' })).stdout, '/usr\n')
    // variables of the test runner, which are in every process
    const lines = (await ns.exec('/usr/bin/env', [], { env: { A: '1' } })).stdout.split('\n')
    t.same(
      lines.filter((line) => /^\w+=/.test(line) && !/TAP|NODE|PROCESSINFO/.test(line)),
      ['A=1'],
    )
    t.equal((await ns.exec('sh', ['-c', 'echo $0'], { argv0: 'other' })).stdout, 'other\n')
    t.equal((await ns.exec('echo $((6 * 7))', [], { shell: true })).stdout, '42\n')
    t.equal((await ns.exec('echo', ['$BASH'], { shell: '/bin/bash' })).stdout, '/bin/bash\n')
    t.equal(
      (await ns.exec('sh', ['-c', 'id -u; id -g; id -G'], { uid: 65534, gid: 65533 })).stdout,
      '65534\n65533\n65533\n',
    )
  })

  t.test('users and groups: numbers, or names that are looked up; nothing else', async (t) => {
    const ids = async (options: object): Promise<string> =>
      (await ns.exec('sh', ['-c', 'echo $(id -u) $(id -g) $(id -G)'], options)).stdout.trim()
    const folder = mkdtempSync(join(tmpdir(), 'rtnl-users-'))
    const [passwd, group] = [join(folder, 'passwd'), join(folder, 'group')]
    const users = ['root:x:0:0::/:', 'abc:x:4711:4712::/:', '4711x::9:9', '', 'empty:x:::', 'hex:x:0x10:7:']
    const others = ['groupless:x:77', '+::0:0', 'huge:x:4294967295:1:', 'last:x:4294967294:4294967293:']
    writeFileSync(passwd, [...users, ...others].join('\n'))
    writeFileSync(group, 'root:x:0:\nmine:x:4713:abc\nnone:x::\n')
    output('mount', ['--bind', passwd, '/etc/passwd'])
    output('mount', ['--bind', group, '/etc/group'])
    t.equal(await ids({ uid: 'abc' }), '4711 4712 4712', 'with the group that is its own')
    t.equal(await ids({ uid: 'abc', gid: 'mine' }), '4711 4713 4713')
    t.equal(await ids({ uid: 4711, gid: 'mine' }), '4711 4713 4713')
    t.equal(await ids({ uid: 'abc', gid: 15 }), '4711 15 15')
    t.equal(await ids({ gid: 4712 }), '0 4712 4712')
    t.equal(await ids({ uid: 4711 }), '4711 0 0', 'as with node:child_process the group stays; none beside it')
    t.equal(await ids({ uid: 'last' }), '4294967294 4294967293 4294967293')
    t.equal(await ids({ uid: 4294967294, gid: 4294967293 }), '4294967294 4294967293 4294967293')
    t.equal(await ids({ uid: 0, gid: 0 }), '0 0 0')
    const bad = [
      ...[
        'nobody',
        '',
        ' ',
        'abc ',
        'ABC',
        '4711',
        '0',
        '-1',
        '+',
        'a\nroot',
        'empty',
        'hex',
        'huge',
        'x:0',
        '0x10',
        '\0',
      ],
      ...[-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 4294967295, 2 ** 32, 2 ** 53, null, true, false, [], [0], {}],
      ...[0n, Symbol.iterator, () => 0, Object(0), undefined],
    ]
    for (const [key, name] of [
      ['uid', 'passwd'],
      ['gid', 'group'],
    ] as const)
      for (const value of [...bad, key === 'gid' ? 'none' : 'groupless']) {
        const expected = { name: 'EncodeError', path: key }
        const options = key === 'gid' ? { uid: 4711, gid: value } : { uid: value }
        await t.rejects(ns.exec('id', [], options as never), expected, `${key} ${String(value)}`)
        t.throws(() => ns.spawn('id', [], options as never), expected, `${key} ${String(value)}`)
        if (value === 'nobody')
          await t.rejects(ns.exec('id', [], options as never), {
            message: `${key}: expected a number from 0 to 4294967294, or a name of /etc/${name}, got "nobody"`,
          })
      }
    for (const file of ['/etc/passwd', '/etc/group']) output('umount', [file])
    rmSync(folder, { recursive: true })
    output('mount', ['-t', 'tmpfs', 'none', '/etc'])
    const refused = await ns.exec('id', [], { uid: 'root' }).catch((error: unknown) => error)
    output('umount', ['/etc'])
    t.match(refused, { name: 'NetnsError', code: 'ENOENT', target: '/etc/passwd', syscall: 'open' })
  })

  t.test('all arguments are checked before anything is started', async (t) => {
    const wrong: [string, unknown, unknown, unknown?][] = [
      ['program', '', []],
      ['program', 'a\0b', []],
      ['program', undefined, []],
      ['program', 5, []],
      ['args', 'id', { uid: 65534 }],
      ['args', 'id', 'words'],
      ['args', 'id', null],
      ['args[1]', 'echo', ['a', 'b\0c']],
      ['args[0]', 'echo', [5]],
      ['argv0', 'echo', [], { argv0: 'a\0' }],
      ['cwd', 'echo', [], { cwd: '/\0' }],
      ['env', 'echo', [], { env: { 'A=B': 'c' } }],
      ['env', 'echo', [], { env: { '': 'c' } }],
      ['env', 'echo', [], { env: { 'A\0B': 'c' } }],
      ['env', 'echo', [], { env: 'A=B' }],
      ['env', 'echo', [], { env: null }],
      ['env', 'echo', [], { env: Object.create({ 'A=B': 'inherited' }) }],
      ['env.A', 'echo', [], { env: { A: 'b\0c' } }],
      ['env.A', 'echo', [], { env: { A: {} } }],
      ['mounts', 'echo', [], { mounts: 'false' }],
      ['mounts', 'echo', [], { mounts: 0 }],
      ['shell', 'echo', [], { shell: '' }],
      ['shell', 'echo', [], { shell: 1 }],
      ['shell', 'echo', [], { shell: '/bin/sh\0' }],
    ]
    for (const [path, program, words, options] of wrong) {
      const expected = { name: 'EncodeError', path }
      await t.rejects(ns.exec(program as never, words as never, options as never), expected, `${path} of exec`)
      t.throws(() => ns.spawn(program as never, words as never, options as never), expected, `${path} of spawn`)
    }
    const unknown: [string, string, unknown][] = [
      ['uidd', 'no such option; did you mean uid?', { uidd: 5 }],
      ['options', 'expected an object, got "inherit"', 'inherit'],
      ['signal', 'expected an AbortSignal, got an object', { signal: {} }],
      ['timeout', 'expected milliseconds from 0 to 2147483647, or Infinity, got -1', { timeout: -1 }],
    ]
    for (const [option, problem, options] of unknown) {
      const expected = { name: 'OptionError', code: 'ERR_OPTION', option }
      const message = `${option}: ${problem}`
      await t.rejects(ns.exec('true', [], options as never), { ...expected, message: `Netns.exec: ${message}` })
      t.throws(() => ns.spawn('true', [], options as never), { ...expected, message: `Netns.spawn: ${message}` })
    }
    await t.rejects(ns.exec('true', [], { stdio: 'inherit' } as never), { name: 'OptionError', option: 'stdio' })
    await t.rejects(ns.exec('true', [], { input: 5 } as never), { name: 'OptionError', option: 'input' })
    t.throws(() => ns.spawn('true', [], { input: 'x' } as never), { name: 'OptionError', option: 'input' })
    const env = { A: '1', B: undefined, C: 2 } as unknown as NodeJS.ProcessEnv
    const [words, timeout] = [['-c', 'echo $A$B$C'], Number.POSITIVE_INFINITY]
    t.equal((await ns.exec('sh', words, { env, timeout })).stdout, '12\n')
    await t.rejects(ns.exec('sleep', ['1000'], { timeout: 20.5 }), { name: 'ProgramError', signal: 'SIGTERM' })
    t.equal((await ns.exec('cat', [], { input: new Uint8Array([0x68, 0x69]) })).stdout, 'hi')
  })

  t.test('programs that cannot be started', async (t) => {
    const refused = async (program: string, of = ns): Promise<NetnsError> => {
      const child = of.spawn(program, [], { stdio: 'ignore' })
      const [[error], exit] = await Promise.all([
        once(child, 'error'),
        new Promise((resolve) => child.once('exit', resolve)),
      ])
      t.equal(exit, 127)
      return error as NetnsError
    }
    t.match(await refused('/not/there'), {
      name: 'NetnsError',
      code: 'ENOENT',
      syscall: 'execve',
      operation: 'exec',
      target: '/not/there',
    })
    t.match(await refused(`${process.cwd()}/package.json`), { code: 'EACCES', syscall: 'execve' })
    await t.rejects(ns.exec('/not/there'), { code: 'ENOENT' })
    const notEven = ns.spawn('true', [], { cwd: '/not/there' })
    t.match((await once(notEven, 'error'))[0], { code: 'ENOENT' })
    await t.rejects(ns.exec('true', [], { cwd: '/not/there' }), { code: 'ENOENT' })
    const closed = await Netns.open('ours')
    closed.close()
    t.throws(() => closed.spawn('true'), { name: 'ClosedError', message: 'netns ours: the socket is closed' })
  })

  t.test('a program that runs longer than the handle is open', async (t) => {
    const handle = await Netns.open('ours')
    const child = handle.spawn('sh', ['-c', 'read line; readlink /proc/self/ns/net'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    handle.close()
    const ended = once(child, 'exit')
    child.stdin?.end('\n')
    const [text] = await once(child.stdout as NodeJS.ReadableStream, 'data')
    t.equal(String(text).trim(), inode(ns))
    await ended
    t.match(ip('netns pids ours'), /^$/)
  })
}
