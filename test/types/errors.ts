/** The types of errors and of NetlinkSocket. Checked by the compiler only; nothing here is run. */
import type { Extack, Reader, SocketOptions } from '../../src/index.ts'
import {
  BatchError,
  DecodeError,
  EncodeError,
  isKernelError,
  isNetlinkError,
  KernelError,
  type NetlinkError,
  NetlinkSocket,
  SocketError,
  UnsupportedError,
} from '../../src/index.ts'
import { FakeKernel } from '../../src/testing.ts'
import type { Equal } from './equal.ts'
import { same } from './equal.ts'

export const caught = (error: unknown): string => {
  if (isKernelError(error)) {
    same<Equal<typeof error, KernelError>>()
    same<Equal<typeof error.code, string>>()
    same<Equal<typeof error.errno, number>>()
    same<Equal<typeof error.extack, Extack | undefined>>()
    same<Equal<typeof error.request, Uint8Array>>()
    return error.extack?.path ?? error.operation
  }
  if (isNetlinkError(error)) {
    same<Equal<typeof error, NetlinkError>>()
    error satisfies Error
    // @ts-expect-error: only KernelError has this property
    error.extack
    return error.code
  }
  same<Equal<typeof error, unknown>>()
  return ''
}

export const all: readonly NetlinkError[] = [
  new KernelError({ errno: 17, operation: 'RTM_NEWLINK', request: new Uint8Array(16) }),
  new SocketError('bind', 1),
  new UnsupportedError('netlink sockets', 'only Linux has them'),
  new BatchError(new Map([[3, new Error('refused')]]), 4),
  new DecodeError('cut off', 'linkinfo.data', 40),
  new EncodeError('mtu', 'a number', 'big'),
]

const socketOptions: SocketOptions = { protocol: 0, io: undefined, groups: [1], transport: new FakeKernel(() => {}) }
// @ts-expect-error: NetlinkSocket takes group numbers; only Rtnl takes names
export const wrongGroups: SocketOptions = { groups: ['link'] }

export const requests = async (): Promise<void> => {
  const socket = new NetlinkSocket(socketOptions)
  const type: Reader<number> = (_bytes, view, start) => view.getUint16(start + 4, true)
  same<Equal<Awaited<ReturnType<typeof socket.request>>, void>>()
  const dumped = await socket.dump(18, new Uint8Array(16), type)
  same<Equal<typeof dumped, number[]>>()
  const one = await socket.get(18, new Uint8Array(16), type)
  same<Equal<typeof one, number | undefined>>()
  for await (const value of socket.iterate(18, new Uint8Array(16), type)) same<Equal<typeof value, number>>()
  const settled = await socket.batch([{ type: 16, payload: new Uint8Array(16), target: 'eth0' }])
  same<Equal<typeof settled, PromiseSettledResult<void>[]>>()
  // @ts-expect-error: a Uint8Array is expected, not a string
  await socket.request(16, 0, 'bytes')
  socket satisfies AsyncDisposable
}
