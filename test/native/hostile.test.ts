/**
 * Every function of the addon, with each argument replaced by each hostile value: it returns a number or throws, and
 * has no other effect.
 */
import { closeSync, openSync } from 'node:fs'
import t from 'tap'
import { FILE_PATIENCE, until } from '../until.ts'
import { AF_UNIX, addon, descriptors, opened, pair, SOCK_DGRAM, type Socket, shared, threads } from './addon.ts'
import { bound, type Call, functions, methods, type Parameter, states } from './calls.ts'
import { fits, type Hostile, hostileValues, Marker } from './hostile-values.ts'

t.setTimeout(FILE_PATIENCE)

const buffersOf = (values: readonly unknown[]): ArrayBufferLike[] =>
  values.flat().flatMap((value) => (value instanceof Uint8Array ? [value.buffer] : []))

const closeAll = (result: unknown): void => {
  for (const one of [result].flat()) {
    const { close } = (one ?? {}) as Partial<Socket>
    if (typeof close === 'function') close.call(one)
  }
}

/** What is wrong with the outcome; undefined if nothing is. */
const complaint = (
  call: () => unknown,
  value: unknown,
  { kind, bounded }: Parameter,
  hostile: Hostile,
): string | undefined => {
  try {
    closeAll(call())
    const fine = hostile.either === true || fits(kind, value)
    return fine ? undefined : 'was accepted'
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof Marker)) return `threw ${error}`
    const fine = hostile.either === true || bounded === true || !fits(kind, value)
    return fine ? undefined : `threw ${error}`
  }
}

/** Tries all values for all parameters of a function; `prepare` returns the function of a new socket for every call. */
const tryAll = (
  parameters: () => readonly Parameter[],
  prepare: () => readonly [Call, Socket, () => void],
): string[] => {
  const complaints: string[] = []
  for (const [place, parameter] of parameters().entries()) {
    for (const hostile of hostileValues(parameter.kind)) {
      const [call, socket, finish] = prepare()
      const values = parameters().map(({ value }) => value)
      values[place] = undefined
      const value = hostile.make(socket, buffersOf(values))
      values[place] = value
      const wrong = complaint(() => call(...values), value, parameter, hostile)
      if (wrong !== undefined) complaints.push(`argument ${place}: ${hostile.name} ${wrong}`)
      finish()
    }
  }
  return complaints
}

const ready = (state: (socket: Socket) => unknown): readonly [Socket, () => void] => {
  const [socket, peer] = pair(SOCK_DGRAM)
  peer.send(new Uint8Array(50))
  state(socket)
  return [
    socket,
    () => {
      socket.close()
      peer.close()
    },
  ]
}

t.test('every function is tested', async (t) => {
  const socket = opened(addon.open(AF_UNIX, SOCK_DGRAM, 0))
  t.same(new Set(Object.getOwnPropertyNames(addon)), new Set([...Object.keys(functions), 'constants']))
  const members = Object.getOwnPropertyNames(Object.getPrototypeOf(socket))
  t.same(new Set(members), new Set([...Object.keys(methods), 'constructor', 'fd']))
  t.same(new Set(Object.keys(socket.boundCalls())), new Set(Object.keys(bound)))
  socket.close()
})

t.test('hostile values', async (t) => {
  const before = descriptors()
  for (const [name, parameters] of Object.entries(functions)) {
    const call = (addon as unknown as { [name: string]: Call })[name] as Call
    const complaints = tryAll(parameters, () => {
      const [socket, finish] = ready(() => {})
      return [call, socket, finish]
    })
    t.strictSame(complaints, [], name)
  }
  for (const [state, begin] of Object.entries(states)) {
    for (const [name, parameters] of Object.entries(methods)) {
      const complaints = tryAll(parameters, () => {
        const [socket, finish] = ready(begin)
        return [(socket as unknown as { [name: string]: Call })[name]?.bind(socket) as Call, socket, finish]
      })
      t.strictSame(complaints, [], `${name}, ${state}`)
    }
    for (const [name, parameters] of Object.entries(bound)) {
      const complaints = tryAll(parameters, () => {
        const [socket, finish] = ready(begin)
        return [(socket.boundCalls() as unknown as { [name: string]: Call })[name] as Call, socket, finish]
      })
      t.strictSame(complaints, [], `boundCalls().${name}, ${state}`)
    }
  }
  await until(() => descriptors() <= before && threads() === 0, 'all descriptors and threads to be gone')
})

t.test('hostile receivers', async (t) => {
  const [socket, finish] = ready(() => {})
  const receivers = [
    undefined,
    null,
    1,
    {},
    Object.create(socket),
    new Proxy(socket, {}),
    Object.getPrototypeOf(socket),
    socket.boundCalls(),
    addon,
  ]
  for (const [name, parameters] of Object.entries(methods)) {
    const call = (socket as unknown as { [name: string]: Call })[name] as Call
    const values = parameters().map(({ value }) => value)
    const accepted = receivers.filter((receiver) => {
      try {
        call.apply(receiver, values)
        return true
      } catch (error) {
        return !(error instanceof TypeError)
      }
    })
    t.strictSame(accepted, [], name)
  }
  const fd = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(socket), 'fd')?.get
  for (const receiver of receivers.slice(3)) t.throws(() => fd?.call(receiver), TypeError, 'fd')
  const Made = socket.constructor as new () => object
  t.throws(() => new Made(), TypeError)
  t.throws(() => new (class extends Made {})(), TypeError)
  t.throws(() => Reflect.construct(Made, [], Array), TypeError)
  t.throws(() => (Made as unknown as Call).call(socket), TypeError)
  t.ok(socket.fd >= 0, 'the socket is as it was')
  finish()
})

t.test('modified prototypes: no setter is called', async (t) => {
  const names = ['0', '1', 'length', 'fds', 'exchange', 'send', 'callback', 'socket', 'close']
  let called = 0
  const set = (): void => {
    called++
    throw new Marker('setter')
  }
  const sent = openSync('/dev/null', 'r')
  for (const prototype of [Object.prototype, Array.prototype])
    for (const name of names)
      if (!Object.hasOwn(prototype, name))
        Object.defineProperty(prototype, name, { configurable: true, set, get: () => undefined })
  let results: unknown[] = []
  try {
    const [left, right] = addon.socketpair(AF_UNIX, SOCK_DGRAM, 0) as [Socket, Socket]
    left.sendFds(new Uint8Array(3), [sent, sent])
    const got = right.receiveFds(new Uint8Array(8), 4) as { length: number; fds: number[] }
    const calls = right.boundCalls()
    results = [got.length, got.fds.length, typeof calls.send, right.poll(() => {})]
    for (const fd of got.fds) closeSync(fd)
    left.close()
    right.close()
  } finally {
    for (const prototype of [Object.prototype, Array.prototype])
      for (const name of names)
        if (Object.getOwnPropertyDescriptor(prototype, name)?.set === set) Reflect.deleteProperty(prototype, name)
  }
  t.strictSame(results, [3, 2, 'function', 0])
  t.equal(called, 0)
  closeSync(sent)
})

t.test('a Socket to which no property can be added', async (t) => {
  for (const limit of [Object.freeze, Object.seal, Object.preventExtensions]) {
    const [socket, finish] = ready(() => {})
    limit(socket)
    t.throws(() => socket.poll(() => {}), { message: 'the Socket can not be given a callback' })
    t.throws(() => socket.startThread([shared(4096), shared(4096)], 100, 0, () => {}), Error)
    t.equal(socket.send(new Uint8Array(3)), 3, 'all else is as usual')
    finish()
  }
})

/** Calls `attempt` near the end of the stack, each time a little further from it, until it returns false. */
const dive = (attempt: () => boolean): boolean => {
  let going = true
  try {
    going = dive(attempt)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
  }
  return going && attempt()
}

t.test('at the end of the stack, a Socket is either created or not', async (t) => {
  const before = descriptors()
  let made = 0
  let refused = 0
  for (let most = 1; most <= 20; most++) {
    let failures = 0
    dive(() => {
      try {
        closeAll(addon.open(AF_UNIX, SOCK_DGRAM, 0))
        closeAll(addon.socketpair(AF_UNIX, SOCK_DGRAM, 0))
        made++
        return made % 50 !== 0
      } catch (error) {
        if (!(error instanceof RangeError)) throw error
        refused++
        return ++failures < most
      }
    })
  }
  t.ok(made > 0 && refused > 0, `${made} made, ${refused} refused`)
  await until(() => descriptors() <= before, 'all descriptors to be gone')
})
