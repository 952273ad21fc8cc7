/** The calls that change what processes have: sockets, descriptors, threads, namespaces, programs. */
import { protocolOf } from '../protocols.ts'
import type { CallLine } from './call.ts'
import { returned } from './call.ts'
import type { Processes } from './processes.ts'

/** A descriptor as strace prints it: `3`, and with -y `3<socket:[5]>`. */
export interface Descriptor {
  readonly fd: number
  readonly annotation: string | undefined
}

const MOST_DESCRIPTOR = 5000

/** The descriptor at the start of a text. */
export const readDescriptor = (text: string): Descriptor | undefined => {
  const [digits] = /^\d{1,9}/.exec(text) ?? []
  if (digits === undefined) return undefined
  const rest = text.slice(digits.length, MOST_DESCRIPTOR)
  const [, annotation] = /^<([^>]*(?:->[^>]*)*)>/.exec(rest) ?? []
  return { fd: Number(digits), annotation }
}

const argumentsOf = ({ text, start, end }: CallLine): string =>
  text.slice(start, Math.min(end, start + MOST_DESCRIPTOR))

/** `/run/netns/blue` is `blue`; other paths, and `net:[4026531840]`, remain. */
const namespaceName = (path: string): string => path.replace(/^(\/var)?\/run\/netns\//, '')

/** -xx prints paths in hexadecimal too. */
const unescaped = (text: string): string =>
  text.replace(/\\x([0-9a-f]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))

type Handler = (processes: Processes, call: CallLine, value: number) => void

const onSocket: Handler = (processes, call, value) => {
  const [family, , protocol = ''] = argumentsOf(call).split(', ')
  const made = readDescriptor(call.result)
  const opened = family === 'AF_NETLINK' ? { protocol: protocolOf(protocol) } : 'other'
  processes.open(call.thread, value, made?.annotation, opened)
}

const onClone: Handler = (processes, call, child) => {
  if (child === 0) return
  const flags = argumentsOf(call)
  processes.cloned(call.thread, child, flags.includes('CLONE_FILES'), flags.includes('CLONE_THREAD'))
  if (flags.includes('CLONE_NEWNET')) processes.enter(child, `namespace cloned for ${child}`)
}

const onDuplicate: Handler = (processes, call, value) => {
  const text = argumentsOf(call)
  const from = readDescriptor(text)
  if (from === undefined || (call.name === 'fcntl' && !text.includes('F_DUPFD'))) return
  processes.duplicate(call.thread, from.fd, value)
}

const onSetns: Handler = (processes, call) => {
  const text = argumentsOf(call)
  const path = unescaped(readDescriptor(text)?.annotation ?? '')
  const isNetns = text.includes('CLONE_NEWNET') || /^(\/var)?\/run\/netns\/|\/ns\/net$|^net:\[/.test(path)
  if (isNetns) processes.enter(call.thread, path === '' ? 'unknown' : namespaceName(path))
}

const HANDLERS: { readonly [call: string]: Handler } = {
  socket: onSocket,
  clone: onClone,
  clone3: onClone,
  fork: onClone,
  vfork: onClone,
  dup: onDuplicate,
  dup2: onDuplicate,
  dup3: onDuplicate,
  fcntl: onDuplicate,
  setns: onSetns,
  close: (processes, call) => {
    const closed = readDescriptor(argumentsOf(call))
    if (closed !== undefined) processes.close(call.thread, closed.fd)
  },
  unshare: (processes, call) => {
    if (argumentsOf(call).includes('CLONE_NEWNET')) processes.enter(call.thread, `namespace unshared by ${call.thread}`)
  },
  execve: (processes, call) => {
    const [, path] = /^"((?:[^"\\]|\\.){1,4096})"/.exec(argumentsOf(call)) ?? []
    const name = path === undefined ? undefined : unescaped(path).split('/').pop()
    if (name !== undefined) processes.named(call.thread, name)
  },
}

/** Applies the effect of a call that succeeded. */
export const applyCall = (processes: Processes, call: CallLine): void => {
  if (call.command !== undefined) processes.named(call.thread, call.command)
  const value = returned(call)
  if (value === undefined || value < 0 || !Object.hasOwn(HANDLERS, call.name)) return
  HANDLERS[call.name]?.(processes, call, value)
}
