/** Open network namespace files: any other file is not even opened, and gets no ioctl(2). */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, fstatSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { constants as os, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'
import t from 'tap'
import { FILE_PATIENCE } from '../until.ts'
import { addon, descriptors, opened, root } from './addon.ts'

const { errno } = os
const OURS = '/proc/self/ns/net'

t.setTimeout(FILE_PATIENCE)

/** A folder of this process. That of `t.testdir` belongs to every process that runs this file, and several do at once. */
const ownFolder = (t: Test): string => {
  const folder = mkdtempSync(join(tmpdir(), 'rtnl-namespace-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  return folder
}

t.test('a namespace, by path and by descriptor', async (t) => {
  const { ino } = statSync(OURS)
  const byPath = opened(addon.openNamespace(OURS))
  t.equal(fstatSync(byPath.fd).ino, ino)
  const fd = openSync(OURS, 'r')
  const adopted = opened(addon.adoptNamespace(fd))
  t.equal(adopted.fd, fd)
  t.equal(addon.adoptNamespace(fd), -errno.EBUSY, 'one owner, and not two')
  const copy = opened(addon.openNamespace(fd))
  t.not(copy.fd, fd)
  t.equal(fstatSync(copy.fd).ino, ino)
  for (const file of [byPath, adopted, copy]) {
    t.match(readFileSync(`/proc/self/fdinfo/${file.fd}`, 'utf8'), /^flags:\t0*2\d{6}$/m, 'closed on exec')
    file.close()
    t.equal(file.fd, -1)
  }
})

t.test('the owner of a namespace is the user who has created its user namespace', async (t) => {
  const child = spawn(
    'setpriv',
    ['--reuid=4242', '--clear-groups', 'unshare', '--user', '--net', 'sh', '-c', 'echo ready; read -r line'],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  )
  t.teardown(() => child.kill())
  await once(child.stdout, 'data')
  const before = descriptors()
  const theirs = opened(addon.openNamespace(`/proc/${child.pid}/ns/net`))
  t.equal(addon.namespaceOwner(theirs.fd), 4242)
  theirs.close()
  const first = opened(addon.openNamespace(OURS))
  t.equal(addon.namespaceOwner(first.fd), 0)
  first.close()
  t.equal(addon.namespaceOwner(-1), -errno.EBADF)
  const other = openSync('/proc/self/ns/mnt', 'r')
  t.equal(addon.namespaceOwner(other), -errno.EINVAL)
  closeSync(other)
  t.equal(descriptors(), before)
  child.stdin.end('\n')
  await once(child, 'exit')
})

t.test('files that are not network namespaces', async (t) => {
  const before = descriptors()
  const folder = ownFolder(t)
  const file = join(folder, 'file')
  writeFileSync(file, '')
  const fifo = join(folder, 'fifo')
  execFileSync('mkfifo', [fifo])
  for (const path of [
    '/proc/self/ns/mnt',
    '/proc/self/ns/user',
    '/dev/null',
    '/dev/zero',
    file,
    fifo,
    '/',
    '/proc/self/fd/0',
  ]) {
    t.equal(addon.openNamespace(path), -errno.EINVAL, path)
  }
  t.equal(addon.openNamespace('/proc/self/ns/nothing'), -errno.ENOENT)
  t.equal(addon.openNamespace(''), -errno.ENOENT)
  t.equal(addon.openNamespace(`${OURS}\0`), -errno.EINVAL, 'a path that continues after a NUL')
  t.equal(addon.openNamespace('x'.repeat(5000)), -errno.ENAMETOOLONG)
  t.equal(addon.adoptNamespace(-1), -errno.EBADF)
  t.equal(addon.openNamespace(-1), -errno.EBADF)
  t.equal(addon.openNamespace(0x7fffffff), -errno.EBADF)
  for (const path of ['/proc/self/ns/mnt', '/dev/null', file]) {
    const fd = openSync(path, 'r')
    t.equal(addon.adoptNamespace(fd), -errno.EINVAL, path)
    t.equal(addon.openNamespace(fd), -errno.EINVAL, path)
    t.ok(fstatSync(fd), 'it is still the caller’s')
    closeSync(fd)
  }
  t.equal(descriptors(), before)
})

t.test('a device is not opened, and gets no ioctl of namespaces', async (t) => {
  const folder = ownFolder(t)
  const trace = join(folder, 'trace')
  const words = ['-qq', '-o', trace, '-e', 'trace=open,openat,ioctl']
  const script = fileURLToPath(new URL('children/opens-namespaces.ts', import.meta.url))
  const node = [process.execPath, '--import', './test/typescript.mjs', script, '/dev/zero', '/proc/self/ns/mnt', OURS]
  // a sanitizer cannot look for leaks while the process is traced
  const { LD_PRELOAD, ASAN_OPTIONS, ...env } = process.env
  const sanitizer = ['-E', `LD_PRELOAD=${LD_PRELOAD}`, '-E', `ASAN_OPTIONS=${ASAN_OPTIONS}:detect_leaks=0`]
  if (LD_PRELOAD !== undefined) words.push(...sanitizer)
  const said = execFileSync('strace', [...words, ...node], { cwd: root, encoding: 'utf8', env })
  t.strictSame(said.split('\n'), [
    `/dev/zero: -${errno.EINVAL}`,
    `/proc/self/ns/mnt: -${errno.EINVAL}`,
    `${OURS}: a namespace`,
    `/dev/zero: -${errno.EINVAL}, and still open`,
    `/proc/self/ns/mnt: -${errno.EINVAL}, and still open`,
    `${OURS}: a namespace`,
  ])
  const calls = readFileSync(trace, 'utf8').split('\n')
  const ours = calls.slice(calls.findLastIndex((line) => line.includes('"/dev/null", O_RDONLY')))
  const zero = ours.filter((line) => line.includes('"/dev/zero"'))
  t.match(zero[0], /O_PATH/, 'opened as a place alone')
  t.equal(zero.length, 2, 'and by this test')
  const requests = ours.filter((line) => line.startsWith('ioctl') && /NS_GET_NSTYPE|0xb7, 0x3/.test(line))
  t.equal(requests.length, 4, 'two files of nsfs, twice')
})
