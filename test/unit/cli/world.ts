/** An environment for the command: a fake kernel with given objects, and streams that record their output. */

import { Writable } from 'node:stream'
import type { Io, OutputStream } from '../../../src/cli/io.ts'
import { main } from '../../../src/cli/main.ts'
import { encode } from '../../../src/netlink/codec/encode/encode.ts'
import type { Message, Typed } from '../../../src/netlink/codec/node.ts'
import { NLM_F_DUMP } from '../../../src/netlink/protocol/header.ts'
import { Rtnl } from '../../../src/rtnl/rtnl.ts'
import type { Answer, FakeRequest } from '../../../src/testing.ts'
import { FakeKernel } from '../../../src/testing.ts'
import { routeMessages as messages } from '../../registry.ts'

/** Values on the wire; omitted header fields are 0. */
export type Wire = { readonly [key: string]: unknown }

/** The objects of the kernel, by their name in RTM_*. */
export interface Held {
  readonly LINK?: readonly Wire[]
  readonly ADDR?: readonly Wire[]
  readonly ROUTE?: readonly Wire[]
  readonly RULE?: readonly Wire[]
  readonly NEIGH?: readonly Wire[]
  readonly NSID?: readonly Wire[]
  readonly NETCONF?: readonly Wire[]
  /** The reply to a request for a single route. */
  readonly decision?: Wire
  /** Replaces all of that. */
  readonly handler?: (request: FakeRequest, answer: Answer) => void
}

const ENODEV = 19
const ENETUNREACH = 101

export const encodeMessage = (node: Message, value: Wire): Uint8Array => encode(node as Typed<unknown>, value)

const asked = (request: FakeRequest): { name: keyof Held; reply: number; node: Message } => {
  const known = messages.get(request.type)
  if (known === undefined) throw new Error(`no table for ${request.type}`)
  return { name: known.name.replace('RTM_GET', '') as keyof Held, reply: request.type - 2, node: known.node }
}

/** Replies that a namespace has no nsid here, whatever names this machine has. */
const NO_ID: Wire = { header: {}, nsid: -1 }

const answerOne = (held: Held, request: FakeRequest, answer: Answer): void => {
  const { name, reply, node } = asked(request)
  if (name === 'ROUTE') {
    if (held.decision === undefined) return answer.refuse(ENETUNREACH)
    return answer.message(reply, encodeMessage(node, held.decision))
  }
  if (name === 'NSID') return answer.message(reply, encodeMessage(node, NO_ID))
  const text = Buffer.from(request.payload).toString('latin1')
  const index = new DataView(request.payload.buffer).getInt32(4, true)
  const found = held.LINK?.find(
    ({ header, ifname }) => (header as { index: number }).index === index || text.includes(`${ifname}\0`),
  )
  if (found === undefined) return answer.refuse(ENODEV)
  answer.message(reply, encodeMessage(node, found))
}

/** A kernel with these objects. */
export const kernelOf = (held: Held): FakeKernel =>
  new FakeKernel((request, answer) => {
    if (held.handler !== undefined) return held.handler(request, answer)
    if ((request.flags & NLM_F_DUMP) !== NLM_F_DUMP) return answerOne(held, request, answer)
    const { name, reply, node } = asked(request)
    for (const value of (held[name] ?? []) as readonly Wire[]) answer.message(reply, encodeMessage(node, value))
    answer.done()
  })

/** Records what is written; `fail` makes every write fail with that code. */
export class Sink extends Writable {
  text = ''
  readonly isTTY: boolean | undefined
  private readonly code: string | undefined
  private readonly most: number

  constructor(options: { readonly isTTY?: boolean; readonly fail?: string; readonly most?: number } = {}) {
    super({ decodeStrings: false })
    this.isTTY = options.isTTY
    this.code = options.fail
    this.most = options.most ?? 0
  }

  override _write(chunk: string, _encoding: string, done: (error?: Error) => void): void {
    if (this.code !== undefined && this.text.length >= this.most)
      return done(Object.assign(new Error(`write ${this.code}`), { code: this.code }))
    this.text += chunk
    setImmediate(done)
  }
}

export interface World extends Partial<Omit<Io, 'stdin'>> {
  readonly held?: Held
  readonly stdin?: Uint8Array | string
}

export interface Result {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
  /** The kernel of the last client. */
  readonly kernel: FakeKernel | undefined
}

const textOf = (stream: OutputStream): string => (stream instanceof Sink ? stream.text : '')

/** A system without named namespaces. */
export const noNamespaces: Io['netns'] = {
  list: async () => [],
  listIds: async () => [],
  identify: async () => [],
  pids: async () => [],
  monitor: () => {
    throw new Error('not watched here')
  },
}

const noClient = (): never => {
  throw new Error('not asked here')
}

/** Runs one command line in an environment. */
export const run = async (
  argv: readonly string[],
  { held = {}, stdin = '', ...parts }: World = {},
): Promise<Result> => {
  let kernel: FakeKernel | undefined
  const bytes = typeof stdin === 'string' ? new TextEncoder().encode(stdin) : stdin
  const io: Io = {
    stdout: new Sink(),
    stderr: new Sink(),
    stdin: (async function* () {
      yield bytes
    })(),
    env: {},
    version: '1.2.3',
    open: () => {
      kernel = kernelOf(held)
      return Rtnl.open({ transport: kernel })
    },
    openNftables: async () => noClient(),
    openConntrack: async () => noClient(),
    netns: noNamespaces,
    recordedMonitor: async () => noClient(),
    createFile: () => noClient(),
    findNamespaces: async () => [{ netns: null, own: true, host: true, inode: 4026531840 }],
    // biome-ignore lint/correctness/useYield: it fails before the first bytes
    readFile: async function* (path) {
      throw Object.assign(new Error(`ENOENT: no such file or directory, open '${path}'`), { code: 'ENOENT' })
    },
    pageFolder: '/nowhere/page',
    trace: async () => noClient(),
    interrupted: () => new AbortController().signal,
    now: () => new Date(Date.UTC(2026, 0, 2, 3, 4, 5, 678)),
    ...parts,
  }
  const code = await main(argv, io)
  return { code, stdout: textOf(io.stdout), stderr: textOf(io.stderr), kernel }
}
