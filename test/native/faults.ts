/**
 * Every function of the addon while the calls inside it fail, one after the other: Node-API, libuv, memory allocation.
 * Needs the addon that scripts/test-sanitize.sh builds with faults.h. Nothing may leak or crash, and no state may be
 * half changed.
 */
import { closeSync } from 'node:fs'
import { constants as os } from 'node:os'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import t from 'tap'
import { FILE_PATIENCE, until } from '../until.ts'
import { AF_UNIX, addon, descriptors, opened, pair, SOCK_DGRAM, type Socket, shared, text, threads } from './addon.ts'
import { bound, type Call, functions, methods, type Parameter, states } from './calls.ts'

t.setTimeout(FILE_PATIENCE)
setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** More calls than any function makes. */
const MOST = 200

/** Closes what a call has returned: sockets, or the descriptors of a datagram. */
const release = (result: unknown): void => {
  for (const one of [result].flat()) {
    const { close, fds } = (one ?? {}) as { close?: () => void; fds?: number[] }
    if (typeof close === 'function') close.call(one)
    for (const fd of fds ?? []) closeSync(fd)
  }
}

/** Makes the call number `at` from now on fail. Returns whether it was reached. */
const failing = (at: number, run: () => unknown): boolean => {
  process.env['RTNL_FAIL_AT'] = String(at)
  try {
    release(run())
  } catch (error) {
    if (!(error instanceof Error)) throw error
  }
  const left = process.env['RTNL_FAIL_AT']
  process.env['RTNL_FAIL_AT'] = '0'
  return left === '0'
}

/** Number of calls at which a function was made to fail. */
const faults = (parameters: () => readonly Parameter[], prepare: () => readonly [Call, Socket, Socket]): number => {
  for (let at = 1; at < MOST; at++) {
    const [call, socket, peer] = prepare()
    const values = parameters().map(({ value }) => value)
    const failed = failing(at, () => call(...values))
    const Made = socket.constructor as new () => object
    t.throws(() => new Made(), TypeError, 'nothing is left over to be picked up')
    socket.close()
    peer.close()
    if (!failed) return at - 1
  }
  return MOST
}

t.equal(
  failing(1, () => pair(SOCK_DGRAM)),
  true,
  'the addon is built for this test',
)

t.test('one fault after the other', async (t) => {
  const before = descriptors()
  const count = (name: string, least: number, faulty: number): void => {
    t.ok(faulty >= least && faulty < MOST, `${name}: ${faulty} faults`)
  }
  for (const [state, begin] of Object.entries(states)) {
    const ready = (): [Socket, Socket] => {
      const [socket, peer] = pair(SOCK_DGRAM)
      peer.sendFds(text('data'), state === 'closed' ? [] : [peer.fd])
      begin(socket)
      return [socket, peer]
    }
    const method = (of: object, name: string): Call => (of as { [name: string]: Call })[name]?.bind(of) as Call
    for (const [name, parameters] of Object.entries(functions))
      count(
        name,
        3,
        faults(parameters, () => [method(addon, name), ...ready()]),
      )
    for (const [name, parameters] of Object.entries(methods))
      count(
        `${name}, ${state}`,
        2,
        faults(parameters, () => {
          const [socket, peer] = ready()
          return [method(socket, name), socket, peer]
        }),
      )
    for (const [name, parameters] of Object.entries(bound))
      count(
        `boundCalls().${name}, ${state}`,
        5,
        faults(parameters, () => {
          const [socket, peer] = ready()
          return [method(socket.boundCalls(), name), socket, peer]
        }),
      )
  }
  await until(() => {
    collect()
    return descriptors() <= before && threads() === 0
  }, 'descriptors and threads to be gone')
})

t.test('a callback that cannot be called', async (t) => {
  for (let at = 1; at < 12; at++) {
    const [socket, peer] = pair(SOCK_DGRAM)
    let calls = 0
    socket.poll(() => {
      calls++
      failing(0, () => socket.receive(new Uint8Array(4096), 100))
    })
    peer.send(text('x'))
    process.env['RTNL_FAIL_AT'] = String(at)
    await until(() => calls > 0, 'the callback, at the next turn')
    process.env['RTNL_FAIL_AT'] = '0'
    socket.close()
    peer.close()
  }
  t.pass('polling goes on')
})

t.test('a thread that could not be started can be started later', async (t) => {
  const socket = opened(addon.open(AF_UNIX, SOCK_DGRAM, 0))
  const slabs = [shared(4096), shared(4096)]
  let at = 1
  while (failing(at, () => socket.startThread(slabs, 100, 0, () => {}))) at++
  t.ok(at > 10)
  t.equal(socket.stopThread(), 0)
  t.equal(
    socket.startThread(slabs, 100, 0, () => {}),
    0,
  )
  t.equal(
    socket.poll(() => {}),
    -os.errno.EBUSY,
  )
  socket.close()
})
