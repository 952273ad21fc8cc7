/**
 * All captures from which the fixtures were selected, if they exist in a folder next to the repository,
 * `../shared/golden`. Other clones have only the fixtures.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { decode } from '../../src/netlink/codec/decode/decode.ts'
import { encode } from '../../src/netlink/codec/encode/encode.ts'
import type { Problem } from '../../src/netlink/codec/node.ts'
import { frames } from '../../src/netlink/protocol/header.ts'
import { netfilterMessages, routeMessages } from '../registry.ts'
import { bytesOf, hexOf } from './messages.ts'
import { unknownIn } from './readers.ts'

const folder = new URL('../../../shared/golden/', import.meta.url)
const NOT_CAPTURES = new Set(['index.jsonl', 'requests.jsonl', 'dhcp-frames.jsonl'])

interface Line {
  readonly kind: string
  readonly protoName?: string
  readonly hex?: string
}

const REGISTRIES = new Map([
  ['NETLINK_ROUTE', routeMessages],
  ['NETLINK_NETFILTER', netfilterMessages],
])

interface Datagram {
  readonly file: string
  readonly bytes: Uint8Array
  readonly messages: typeof routeMessages
}

const datagrams = function* (): Generator<Datagram> {
  for (const file of readdirSync(folder).sort()) {
    if (!file.endsWith('.jsonl') || NOT_CAPTURES.has(file)) continue
    for (const line of readFileSync(new URL(file, folder), 'utf8').trimEnd().split('\n')) {
      const { kind, protoName, hex } = JSON.parse(line) as Line
      const messages = REGISTRIES.get(protoName ?? '')
      if ((kind === 'send' || kind === 'recv') && messages !== undefined) yield { file, bytes: bytesOf(hex), messages }
    }
  }
}

t.test('every captured message', { skip: existsSync(folder) ? false : '../shared/golden is not here' }, async (t) => {
  let count = 0
  for (const { file, bytes, messages } of datagrams())
    for (const { type, start, end } of frames(bytes, true)) {
      const found = messages.get(type)
      if (found === undefined) continue
      count++
      const payload = bytes.subarray(start + 16, end)
      const problems: Problem[] = []
      const value = decode<unknown>(found.node, payload, { order: 'le', problems, exact: true })
      if (problems.length > 0) t.same(problems, [], `${file}: ${found.name}`)
      const unknown = unknownIn(value)
      if (unknown.length > 0) t.same(unknown, [], `${file}: ${found.name}`)
      const again = hexOf(encode<unknown>(found.node, value, { order: 'le' }))
      if (again !== hexOf(payload)) t.equal(again, hexOf(payload), `${file}: ${found.name}`)
    }
  t.equal(count, 2758, 'messages read')
})
