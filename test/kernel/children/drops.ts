/**
 * Drops its privilege after it has used its helper, then tries to use the helper's: through the library, and by
 * requests of its own over the socket of the old helper. Prints the outcome.
 *
 *     drops.ts setuid|setgid|seteuid library|socket
 */
import { readdirSync, readlinkSync } from 'node:fs'
import { Netns, type NetnsError } from '../../../src/index.ts'
import { addon, duplicate, i32, opened, type Socket } from '../../native/addon.ts'
import { type Answer, answer, CREATE, DELETE, request, SO_TYPE, SOCKET, SOL_SOCKET } from '../../native/requests.ts'
import { comes, PATIENCE } from '../../until.ts'
import { helpers, stateOf } from '../helpers.ts'

const [, , how, what] = process.argv
const SOCK_SEQPACKET = 5
const NOBODY = 65534

const warm = await Netns.create('warm')
const [pid = 0] = helpers()

/** Whether a descriptor is a socket; the one through which /proc/self/fd was read is closed by now. */
const isSocket = (fd: string): boolean => {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`).startsWith('socket:')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  }
}

/** This process's ends of the two socketpairs: requests and notes. */
const sockets = (): Socket[] =>
  readdirSync('/proc/self/fd').flatMap((fd) => {
    if (!isSocket(fd)) return []
    // the addon does not adopt a descriptor that another object of this process closes
    const socket = opened(addon.adopt(duplicate(Number(fd))))
    const type = i32(0)
    socket.getsockopt(SOL_SOCKET, SO_TYPE, type)
    return type[0] === SOCK_SEQPACKET ? [socket] : []
  })

const drop = (): void => {
  if (how === 'setgid') process.setgid?.(NOBODY)
  if (how === 'seteuid') process.seteuid?.(NOBODY)
  if (how === 'setuid') {
    process.setgroups?.([])
    process.setgid?.(NOBODY)
    process.setuid?.(NOBODY)
  }
}

const attempt = async (call: () => Promise<unknown>): Promise<string> => {
  try {
    await call()
    return 'fine'
  } catch (error) {
    const { code, syscall } = error as NetnsError
    return `${code} ${syscall}`
  }
}

const byLibrary = async (): Promise<object> => {
  drop()
  const results = {
    create: await attempt(() => Netns.create('evil')),
    anonymous: await attempt(() => Netns.createAnonymous()),
    delete: await attempt(() => Netns.delete('warm')),
    socket: await attempt(() => warm.socket(2, 3, 1)),
    sysctl: await attempt(() => warm.sysctl.set('net.ipv4.ip_forward', 1)),
    // concurrently: the first one detects it
    many: await Promise.all(Array.from({ length: 20 }, (_, i) => attempt(() => Netns.create(`evil${i}`)))),
  }
  return { ...results, many: [...new Set(results.many)], old: await comes(() => stateOf(pid) === undefined) }
}

/** One request is enough to end the helper, so each kind is tried by a process of its own. */
const bySocket = (): object => {
  const all = sockets()
  const old = { claims: [0, 0] }
  const evil = new TextEncoder().encode('evil')
  const requests = [
    request(CREATE, evil, undefined, old),
    request(DELETE, new TextEncoder().encode('warm'), undefined, old),
  ]
  drop()
  for (const bytes of [...requests, request(SOCKET, new Uint8Array(0), [2, 3, 1, -1, 0], old)])
    for (const socket of all) socket.sendFds(bytes, [warm.fd])
  const answers: Answer[] = []
  // without a turn of the event loop, in which the library would read it
  const end = performance.now() + PATIENCE
  while (answers.length === 0 && performance.now() < end) {
    for (const socket of all) {
      const found = answer(socket)
      if (typeof found !== 'number') answers.push(found)
    }
  }
  const fds = answers.flatMap((one) => one.fds)
  return { answers: answers.map(({ flags, text }) => `${flags} ${text}`), fds, sockets: all.length }
}

console.log(JSON.stringify(await (what === 'socket' ? bySocket() : byLibrary())))
process.exit()
