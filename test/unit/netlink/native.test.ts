/** Loading the addon where there is none: importing works on any system, opening a socket reports why it fails. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import t from 'tap'

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
    message: /no binary for linux .* could be loaded; with a C compiler, `npx node-gyp rebuild`/,
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
