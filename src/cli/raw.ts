/** The kernel's messages as they came, for `--raw`. */
import { compile } from '../netlink/codec/compile.ts'
import { encode } from '../netlink/codec/encode.ts'
import type { Typed } from '../netlink/codec/node.ts'
import { NLMSG_HDRLEN } from '../netlink/header.ts'
import type { Asker } from '../rtnl/asker.ts'
import type { Kind } from '../rtnl/collection.ts'
import { deviceIndex } from '../rtnl/devices.ts'

/** The messages of a dump that match a filter. */
export async function* dumpedMessages<T extends object, F>(
  asker: Asker,
  kind: Kind<T, F>,
  filter: F,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { order } = asker
  const { request, matches } = await kind.question(filter, (dev) => deviceIndex(asker, dev))
  const payload = encode(kind.node as Typed<unknown>, request, { order })
  const decode = compile<T>(kind.node, kind.shape, { order })
  const read = (bytes: Uint8Array, view: DataView, start: number, end: number): Uint8Array | undefined =>
    matches === undefined || matches(decode(bytes, view, start + NLMSG_HDRLEN, end))
      ? bytes.slice(start, end)
      : undefined
  for await (const message of asker.iterate(kind.type, payload, read)) if (message !== undefined) yield message
}

/** Stands for `asker` and keeps the messages that answer its `ask` requests of one type. */
export const keepAnswers = (asker: Asker, type: number, kept: Uint8Array[]): Asker => ({
  order: asker.order,
  dump: asker.dump.bind(asker),
  iterate: asker.iterate.bind(asker),
  scan: asker.scan.bind(asker),
  request: asker.request.bind(asker),
  echo: asker.echo.bind(asker),
  batch: asker.batch.bind(asker),
  ask: (asked, payload, read, options) =>
    asker.ask(
      asked,
      payload,
      (bytes, view, start, end) => {
        if (asked === type) kept.push(bytes.slice(start, end))
        return read(bytes, view, start, end)
      },
      options,
    ),
})
