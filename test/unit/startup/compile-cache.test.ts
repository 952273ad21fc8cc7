/** Where V8's compile cache may lie: whoever can write there chooses the code that the next start runs. */
import { chmodSync, chownSync, lstatSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { compileCacheIn, useCompileCache } from '../../../src/startup/compile-cache.ts'

const uid = process.geteuid?.() as number

const homeOf = (test: { teardown(done: () => void): void }): string => {
  const home = mkdtempSync(join(tmpdir(), 'rtnl-home-'))
  test.teardown(() => rmSync(home, { recursive: true }))
  return home
}

t.test('a folder below the home folder', async (t) => {
  const home = homeOf(t)
  const folder = join(home, '.cache/rtnl-dump')
  t.equal(compileCacheIn(home, uid), folder)
  t.equal(lstatSync(folder).mode & 0o777, 0o700)
  t.equal(compileCacheIn(home, uid), folder, 'the second time')
})

t.test('nothing that another user may write to', async (t) => {
  const giveAway = (path: string): void => chownSync(path, uid + 77, -1)
  const openToGroup = (path: string): void => chmodSync(path, 0o770)
  const openToAll = (path: string): void => chmodSync(path, 0o777)
  const leadAway = (path: string): void => {
    rmSync(path, { recursive: true })
    symlinkSync(tmpdir(), path)
  }
  for (const path of ['', '.cache', '.cache/rtnl-dump']) {
    for (const spoil of [giveAway, openToGroup, openToAll, leadAway]) {
      if (path === '' && spoil === leadAway) continue
      const home = homeOf(t)
      compileCacheIn(home, uid)
      try {
        spoil(join(home, path))
      } catch (error) {
        t.match(error, { code: 'EPERM' }, 'only root may give a folder away')
        continue
      }
      t.equal(compileCacheIn(home, uid), undefined, `~/${path}: ${spoil.name}`)
    }
  }
})

t.test('it is used where Node.js has it, and never needed', async (t) => {
  const home = homeOf(t)
  const used: string[] = []
  const enable = (folder: string): void => void used.push(folder)
  useCompileCache(undefined, () => t.fail('not even looked for') as never)
  useCompileCache(enable, () => home)
  useCompileCache(enable, () => join(home, 'absent'))
  useCompileCache(enable, () => {
    throw new Error('a user without an entry')
  })
  t.same(used, [join(home, '.cache/rtnl-dump')])
})
