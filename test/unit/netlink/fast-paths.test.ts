/** `RTNL_FAST=0` in the environment turns off every fast path, and nothing else does. */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import t from 'tap'

const root = new URL('../../../', import.meta.url)

/** What a process with this environment reports for each fast path: whether it may be taken. */
const PROGRAM = `
  import { encodeInput } from './src/netlink/codec/encode/direct.ts'
  import { fastPaths } from './src/netlink/codec/fast/fast-paths.ts'
  import { NetlinkSocket } from './src/netlink/socket/socket.ts'
  import { rule } from './src/rtnl/rule/tables/rule.ts'
  import { ruleShape } from './src/rtnl/shapes.ts'
  const nothing = () => {}
  let sent
  const transport = {
    port: 5, window: 64, immediate: true, conclusive: true,
    start: nothing, hold: nothing, resume: nothing, keepAlive: nothing, close: nothing,
    send: ({ frames: [bytes] }) => { sent = bytes },
    exchange: nothing, post: nothing, receive: nothing, handle: nothing,
  }
  const socket = new NetlinkSocket({ transport })
  socket.request(17, 0, new Uint8Array(0)).catch(nothing)
  const payloads = [3, 4].map((priority) => encodeInput(rule, ruleShape, { family: 'inet', priority }, socket.order))
  setImmediate(() => {
    const little = socket.order === 'le'
    const flags = new DataView(sent.buffer, sent.byteOffset).getUint16(6, little)
    console.log(JSON.stringify({
      codec: fastPaths,
      pool: payloads[0].bytes === payloads[1].bytes,
      socket: Reflect.get(Reflect.get(socket, 'sender'), 'fastPath') !== undefined,
      silent: (flags & 4) === 0,
    }))
    socket.close()
  })
`

const states = (value: string | undefined): object => {
  const { RTNL_FAST: _, ...env } = process.env
  const words = ['--import=./test/typescript.mjs', '--no-warnings', '--input-type=module', '-e', PROGRAM]
  const options = {
    cwd: fileURLToPath(root),
    encoding: 'utf8',
    env: value === undefined ? env : { ...env, RTNL_FAST: value },
  } as const
  return JSON.parse(execFileSync(process.execPath, words, options))
}

t.test('one variable turns off all', async (t) => {
  const [on, off] = [true, false].map((state) => ({ codec: state, pool: state, socket: state, silent: state }))
  t.strictSame(states(undefined), on)
  t.strictSame(states('0'), off)
  t.strictSame(states('1'), on)
})
