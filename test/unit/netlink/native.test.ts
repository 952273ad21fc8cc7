/**
 * Loading the addon where there is none, and in runtimes that cannot load it: importing works on any system, opening a
 * socket reports why it fails.
 */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import t from 'tap'
import { howToGetBinaries } from '../../../src/netlink/transport/binaries.ts'
import { helperPath, loadNative } from '../../../src/netlink/transport/native.ts'
import { openKernel } from '../../../src/netlink/transport/open.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** Opens a socket in a process of its own and returns the error. */
const refused = async (before: string, env: { readonly [name: string]: string } = {}): Promise<unknown> => {
  const script = `${before}
    const { NetlinkSocket } = await import('./src/netlink/socket/socket.ts')
    try {
      new NetlinkSocket()
    } catch (error) {
      console.log(JSON.stringify({ name: error.name, code: error.code, message: error.message, cause: String(error.cause) }))
    }`
  const words = ['--import', './test/typescript.mjs', '--input-type=module', '--eval', script]
  const { stdout } = await promisify(execFile)(process.execPath, words, { cwd: root, env: { ...process.env, ...env } })
  return JSON.parse(stdout)
}

t.test('another system', async (t) => {
  t.strictSame(await refused("Object.defineProperty(process, 'platform', { value: 'darwin' })"), {
    name: 'UnsupportedError',
    code: 'ERR_UNSUPPORTED',
    message: 'netlink sockets: only Linux has them, this is darwin',
    cause: 'undefined',
  })
})

t.test('a machine without a binary', async (t) => {
  const error = await refused('', { npm_config_arch: 'mips' })
  t.match(error, {
    name: 'UnsupportedError',
    message:
      /no binary for linux .* could be loaded; with a C compiler, `npx node-gyp rebuild -C .*\/native` builds one$/,
    cause: /No native build was found/,
  })
})

t.test('a machine without the helper', async (t) => {
  const script = "import('./src/netlink/transport/native.ts').then(({ helperPath }) => helperPath())"
  const words = ['--import', './test/typescript.mjs', '--input-type=module', '--eval', script]
  const env = { ...process.env, npm_config_arch: 'mips', RTNL_PREBUILD: undefined }
  const run = promisify(execFile)(process.execPath, words, { cwd: root, env })
  await t.rejects(run, { message: /UnsupportedError: network namespaces: no helper for linux mips was found/ })
})

t.test('a bundle without node-gyp-build', async (t) => {
  const error = await refused(
    `const { Module } = await import('node:module')
    const find = Module._resolveFilename
    Module._resolveFilename = (name, ...rest) => {
      if (name !== 'node-gyp-build') return find(name, ...rest)
      throw Object.assign(new Error("Cannot find module 'node-gyp-build'"), { code: 'MODULE_NOT_FOUND' })
    }`,
  )
  t.match(error, {
    name: 'UnsupportedError',
    message: /node-gyp-build, which chooses the binary, was not found; a bundle/,
  })
})

t.test('a bundle without binaries', async (t) => {
  t.equal(
    howToGetBinaries('/srv/app/main.mjs', 'x64'),
    'a bundle needs the folder `prebuilds` of rtnl in /srv/app or in its parent',
  )
})

/** Calls a function while this process says that it is another runtime. */
const runningIn = <T>(runtime: { readonly [component: string]: string }, call: () => T): T => {
  const own = Object.getOwnPropertyDescriptor(process, 'versions') as PropertyDescriptor
  Object.defineProperty(process, 'versions', { ...own, value: { ...process.versions, ...runtime } })
  try {
    return call()
  } finally {
    Object.defineProperty(process, 'versions', own)
  }
}

t.test('runtimes that would abort', async (t) => {
  const refusal = (feature: string, reason: string): { name: string; feature: string; message: string } => ({
    name: 'UnsupportedError',
    feature,
    message: `${feature}: ${reason}`,
  })
  const deno = 'Deno 2.9.6 would crash, because it frees the cleanup hook of an addon twice'
  const olderBun = 'Bun 1.3.14 lacks functions of libuv that they need; Bun 1.4.4 has them'
  for (const [runtime, reason] of [[{ deno: '2.9.6' }, deno] as const, [{ bun: '1.3.14' }, olderBun] as const]) {
    t.throws(() => runningIn(runtime, loadNative), refusal('netlink sockets', reason))
    t.throws(() => runningIn(runtime, helperPath), refusal('network namespaces', reason))
  }
  t.throws(
    () => runningIn({ bun: '1.4.10' }, helperPath),
    refusal('network namespaces', 'Bun 1.4.10 lacks a function of libuv that they need, uv_poll_init'),
  )
})

t.test('a runtime that cannot poll has an I/O thread instead', async (t) => {
  const kinds = [{}, { bun: '1.4.10' }].map((runtime) => {
    const transport = runningIn(runtime, () => openKernel({ io: 'inline' }))
    transport.close()
    return transport.constructor.name
  })
  t.same(kinds, ['InlineTransport', 'ThreadTransport'])
})
