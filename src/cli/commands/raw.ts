/** The kernel's replies as bytes, for `--raw`. */
import type { Requester } from '../../client/requester.ts'

/** A requester with some methods replaced. */
export const overriding = <R extends object>(requester: R, methods: Partial<R>): R =>
  new Proxy(requester, {
    get: (target, key) => {
      const value: unknown = Reflect.get(key in methods ? methods : target, key)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })

/** Wraps a requester and keeps the replies to its `ask` requests of one type. */
export const keepAnswers = (requester: Requester, type: number, kept: Uint8Array[]): Requester =>
  overriding(requester, {
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
