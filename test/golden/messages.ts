/** Recorded messages of tools and of the kernel: `test/fixtures/golden`, whose README lists their sources. */

import { readFileSync } from 'node:fs'
import { netfilter } from '../../src/netfilter/family.ts'
import { netfilterShape } from '../../src/netfilter/nftables/shapes.ts'
import type { NetfilterMessageName } from '../../src/netfilter/tables/index.ts'
import { messageTypes as netfilterTypes } from '../../src/netfilter/tables/index.ts'
import type { Message } from '../../src/netlink/codec/node.ts'
import type { Shape } from '../../src/netlink/codec/shape.ts'
import { allObjects } from '../../src/rtnl/objects.ts'
import type { MessageName } from '../../src/rtnl/tables/index.ts'
import { messageTypes } from '../../src/rtnl/tables/index.ts'

/** One message: `bytes` is its payload. */
export interface Golden {
  readonly command: string
  readonly from: 'kernel' | 'tool'
  readonly type: MessageName | NetfilterMessageName
  readonly node: Message
  readonly bytes: Uint8Array
}

/** A request that the kernel refused, and its reply; complete messages. */
export interface Refusal {
  readonly command: string
  readonly type: MessageName
  readonly request: Uint8Array
  readonly reply: Uint8Array
}

const lines = (name: string): { [key: string]: string }[] =>
  readFileSync(new URL(`../fixtures/golden/${name}`, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

export const bytesOf = (hex: string | undefined): Uint8Array => Uint8Array.from(Buffer.from(hex ?? '', 'hex'))
export const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

/** Number and table of the messages of both families. */
export const allTypes = { ...messageTypes, ...netfilterTypes }

export const golden = (): Golden[] =>
  ['messages.jsonl', 'netfilter.jsonl'].flatMap(lines).map(({ command = '', from, type, hex }) => ({
    command,
    from: from as Golden['from'],
    type: type as Golden['type'],
    node: allTypes[type as Golden['type']].node,
    bytes: bytesOf(hex),
  }))

export const refusals = (): Refusal[] =>
  lines('refusals.jsonl').map(({ command = '', type, request, reply }) => ({
    command,
    type: type as MessageName,
    request: bytesOf(request),
    reply: bytesOf(reply),
  }))

const SHAPES = new Map<Message['attributes'], Shape>([
  ...allObjects.map(({ kind }) => [kind.node.attributes, kind.shape] as const),
  ...netfilter.messages.map(({ node }) => [node.attributes, netfilterShape] as const),
])

/** The shape of the message. */
export const shapeOf = (node: Message): Shape => {
  const shape = SHAPES.get(node.attributes)
  if (shape === undefined) throw new Error('a message without a shape')
  return shape
}
