/** Removing the file of a helper that was killed. */
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import t from 'tap'
import { sweep } from '../../../src/setns/leftovers.ts'
import { NETNS_RUN_DIR } from '../../../src/setns/names.ts'
import { PendingRequest } from '../../../src/setns/pending.ts'

const { lstatSync, statfsSync, unlinkSync } = fs
t.afterEach(() => {
  Object.assign(fs, { lstatSync, statfsSync, unlinkSync })
  syncBuiltinESMExports()
})

const pending = (): PendingRequest =>
  new PendingRequest({ operation: 'create', target: 'blue', text: new TextEncoder().encode('blue') }, () => undefined)

/** Such a file, just created; deleting it fails with this error, if any. Returns the deleted paths. */
const found = (code?: string): string[] => {
  const deleted: string[] = []
  const unlink = (path: Buffer): void => {
    deleted.push(path.toString())
    if (code !== undefined) throw Object.assign(new Error(code), { code })
  }
  const file = { isFile: () => true, size: 0, mode: 0o100000, ctimeMs: Date.now() }
  Object.assign(fs, { lstatSync: () => file, statfsSync: () => ({ type: 0x01021994 }), unlinkSync: unlink })
  syncBuiltinESMExports()
  return deleted
}

for (const code of [undefined, 'ENOENT', 'EROFS'])
  t.test(`deleting it ends with ${code ?? 'success'}`, async (t) => {
    const deleted = found(code)
    const error = sweep(pending())
    t.same(deleted, [`${NETNS_RUN_DIR}/blue`])
    if (code === 'EROFS') t.match(error, { code })
    else t.equal(error, undefined, 'gone is what was wanted')
  })
