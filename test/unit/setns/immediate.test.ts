/** Synchronous requests to the helper that fail. */
import t from 'tap'
import { loadNative } from '../../../src/netlink/transport/native.ts'
import { askAlone } from '../../../src/setns/immediate.ts'
import { HelperProcess } from '../../../src/setns/process.ts'

const native = loadNative() as { socketpair: ReturnType<typeof loadNative>['socketpair'] }
const EPERM = 1
const request = {
  operation: 'get sysctl',
  target: 'net.ipv4.nosuch',
  text: new TextEncoder().encode('net/ipv4/nosuch'),
} as const

t.test('a refusal of the helper is thrown', async (t) => {
  // the request has no namespace to enter
  t.throws(() => askAlone(request), { name: 'NetnsError', code: 'EBADF', syscall: 'setns', target: request.target })
})

t.test('a namespace that was closed meanwhile', async (t) => {
  const closed = { fd: -1, close: () => undefined }
  t.throws(() => askAlone({ ...request, namespace: closed as never }), { name: 'ClosedError' })
})

t.test('the credentials cannot be read: neither end of the socketpair remains open', async (t) => {
  const { socketpair } = native
  const closed: number[] = []
  native.socketpair = (...numbers) => {
    const pair = socketpair.apply(native, numbers)
    if (typeof pair === 'number') throw new Error(`errno ${-pair}`)
    return pair.map((end, index) => ({
      setsockopt: () => -EPERM,
      close: () => {
        closed.push(index)
        end.close()
      },
    })) as never
  }
  t.teardown(() => Object.assign(native, { socketpair }))
  t.throws(() => new HelperProcess({ reply: () => false, ended: () => undefined }), {
    name: 'SocketError',
    code: 'EPERM',
    syscall: 'setsockopt',
  })
  t.same(closed, [0, 1])
})
