/** The kernel's replies as bytes, for `--raw`. */
import type { Requester } from '../../client/requester.ts'

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
