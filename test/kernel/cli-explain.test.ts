/** `rtnl-dump explain` on refusals of the live kernel: it names the same fields as the library's errors. */
import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import t from 'tap'
import type { Explanation } from '../../src/cli/explanation.ts'
import { isKernelError, KernelError, Rtnl } from '../../src/index.ts'
import { InlineTransport } from '../../src/netlink/transport/inline.ts'
import type { TappedDatagram } from '../../src/netlink/transport/tap.ts'
import { Tap } from '../../src/netlink/transport/tap.ts'
import { run } from '../unit/cli/world.ts'
import { inNamespace } from './namespace.ts'

type Program = (rtnl: Rtnl) => Promise<unknown>

const program = (code: string): Program => {
  const AsyncFunction = (async () => {}).constructor as new (...words: string[]) => Program
  return new AsyncFunction('rtnl', code)
}

/** The code in docs/errors.md: its scene, then what is refused there, except what nobody but root may do. */
const [scene = '', ...asked] = [
  ...readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8')
    .replace(/^## Without privilege.*/ms, '')
    .matchAll(/^```js\n(.*?)^```/gms),
].map(([, code = '']) => code)

const SOL_NETLINK = 270
const NETLINK_CAP_ACK = 10

/** Refusals contain the whole request, as for programs that do not set NETLINK_CAP_ACK. */
class Uncapped extends InlineTransport {
  constructor() {
    super({ protocol: 0 })
    this.socket.setsockopt(SOL_NETLINK, NETLINK_CAP_ACK, new Uint8Array(4))
  }
}

const explain = async (captured: readonly TappedDatagram[]): Promise<Explanation[]> => {
  const stdin = captured.map(({ bytes }) => Buffer.from(bytes).toString('hex')).join('\n')
  const { code, stdout, stderr } = await run(['explain', '--json'], { stdin })
  if (code !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}

const refused = async (rtnl: Rtnl, code: string): Promise<KernelError | undefined> => {
  try {
    await program(code)(rtnl)
  } catch (error) {
    return isKernelError(error) ? error : undefined
  }
  throw new Error(`nobody refused: ${code}`)
}

if (inNamespace(t, import.meta.url)) {
  for (const capped of [true, false])
    await t.test(capped ? 'requests and answers' : 'answers that hold their request', async (t) => {
      const tap = new Tap(capped ? new InlineTransport({ protocol: 0 }) : new Uncapped())
      await using rtnl = await Rtnl.open({ transport: tap })
      if (capped) await program(scene)(rtnl)
      let refusals = 0
      for (const code of asked) {
        tap.datagrams.length = 0
        const error = await refused(rtnl, code)
        if (error === undefined) continue
        refusals++
        const explained = await explain(
          capped ? tap.datagrams : tap.datagrams.filter(({ direction }) => direction === 'received'),
        )
        const { extack } = error
        t.match(
          explained,
          [{ code: error.code, errno: error.errno, operation: error.operation, whole: true }],
          code.trim(),
        )
        t.same(
          explained.map(({ said, field, missing }) => [said, field?.path, field?.offset, missing?.path]),
          [[extack?.message, extack?.path, extack?.offset, extack?.missing]],
          error.message,
        )
        t.equal(explained[0]?.request, Buffer.from(error.request).toString('hex'), 'the request that was sent')
      }
      t.ok(refusals > 30, `${refusals} refusals`)
    })

  const mayTrace = spawnSync('strace', ['true']).status === 0
  t.test('strace output of `ip`', { skip: mayTrace ? false : 'strace may not trace here' }, async (t) => {
    const options = ['-f', '-e', 'trace=network', '-e', 'read=all', '-e', 'write=all']
    const words = ['ip', 'link', 'add', 'vx9', 'type', 'vxlan', 'id', '9', 'dstport', '4789', 'srcport', '9', '5']
    const { stderr } = spawnSync('strace', [...options, ...words], { encoding: 'utf8' })
    const { code, stdout } = await run(['explain'], { stdin: stderr })
    t.equal(code, 0)
    t.match(stdout, /^RTM_NEWLINK vx9: EINVAL: Invalid source port range \(linkinfo\.data\.portRange\)$/m)
    t.match(stdout, /^ {2}asked {6}add link vx9 of kind vxlan$/m)
    t.match(stdout, /^> .* IFLA_VXLAN_PORT_RANGE$/m)
    t.throws(() => execFileSync('ip', ['link', 'show', 'vx9'], { stdio: 'pipe' }))
  })

  t.test('a policy, and a missing attribute', async (t) => {
    const tap = new Tap(new InlineTransport({ protocol: 0 }))
    await using rtnl = await Rtnl.open({ transport: tap })
    const ask = async (type: number, hex: string): Promise<Explanation | undefined> => {
      tap.datagrams.length = 0
      await t.rejects(rtnl.socket.request(type, 0, Buffer.from(hex.replaceAll(' ', ''), 'hex')), KernelError)
      return (await explain(tap.datagrams))[0]
    }
    t.match(await ask(16, '00000000000000000000000000000000 0500040001000000'), {
      field: { path: 'mtu', constant: 'IFLA_MTU', offset: 32, sent: '1 byte (01)' },
      accepts: 'an unsigned integer of 32 bits, from 0 to 4294967295',
    })
    const neighbour = await ask(30, '020000000100000000000000')
    t.match(neighbour, { asked: 'get neighbour dev 1', missing: { path: 'dst', constant: 'NDA_DST' } })
  })
}
