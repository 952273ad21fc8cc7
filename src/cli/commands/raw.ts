/** The kernel's messages as bytes, for `--raw`. */
import { compile } from '../../netlink/codec/decode/compile/compile.ts'
import { encode } from '../../netlink/codec/encode/encode.ts'
import type { Typed } from '../../netlink/codec/node.ts'
import { NLMSG_HDRLEN } from '../../netlink/protocol/header.ts'
import type { Kind } from '../../rtnl/collection.ts'
import { deviceIndex } from '../../rtnl/devices.ts'
import type { Requester } from '../../rtnl/requester.ts'

/** The messages of a dump that match a filter. */
export async function* dumpedMessages<T extends object, F>(
  requester: Requester,
  kind: Kind<T, F>,
  filter: F,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { order } = requester
  const { request, matches } = await kind.question(filter, (dev) => deviceIndex(requester, dev))
  const payload = encode(kind.node as Typed<unknown>, request, { order })
  const decode = compile<T>(kind.node, kind.shape, { order })
  const read = (bytes: Uint8Array, view: DataView, start: number, end: number): Uint8Array | undefined =>
    matches === undefined || matches(decode(bytes, view, start + NLMSG_HDRLEN, end))
      ? bytes.slice(start, end)
      : undefined
  for await (const message of requester.iterate(kind.type, payload, read)) if (message !== undefined) yield message
}

/** Wraps a requester and keeps the replies to its `ask` requests of one type. */
export const keepAnswers = (requester: Requester, type: number, kept: Uint8Array[]): Requester => ({
  order: requester.order,
  dump: requester.dump.bind(requester),
  iterate: requester.iterate.bind(requester),
  scan: requester.scan.bind(requester),
  request: requester.request.bind(requester),
  echo: requester.echo.bind(requester),
  batch: requester.batch.bind(requester),
  ask: (asked, payload, read, options) =>
    requester.ask(
      asked,
      payload,
      (bytes, view, start, end) => {
        if (asked === type) kept.push(bytes.slice(start, end))
        return read(bytes, view, start, end)
      },
      options,
    ),
})
