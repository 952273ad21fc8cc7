/** Shared by tests of the codec: bytes as text, attributes, errors. */
import type { Test } from 'tap'
import { DecodeError, EncodeError } from '../../../src/netlink/codec/errors.ts'
import type { ByteOrder } from '../../../src/netlink/codec/order.ts'
import { fromHex, toHex } from '../../hex.ts'

export { fromHex, hex, toHex } from '../../hex.ts'

export const orders: readonly ByteOrder[] = ['le', 'be']

/** Hexadecimal digits without blanks, to compare with `toHex`. */
export const digits = (text: string): string => toHex(fromHex(text))

const u16 = (number: number, order: ByteOrder): Uint8Array =>
  order === 'le' ? Uint8Array.of(number, number >> 8) : Uint8Array.of(number >> 8, number)

/** An attribute with its padding: length, type with flag bits, payload. */
export const nla = (type: number, payload: Uint8Array | string, order: ByteOrder = 'le'): Uint8Array => {
  const body = typeof payload === 'string' ? fromHex(payload) : payload
  return concat(u16(4 + body.length, order), u16(type, order), body, new Uint8Array(-body.length & 3))
}

export const concat = (...parts: readonly (Uint8Array | string)[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => [...(typeof part === 'string' ? fromHex(part) : part)]))

const thrownBy = (run: () => unknown): unknown => {
  try {
    run()
  } catch (error) {
    return error
  }
  return undefined
}

/** The EncodeError of `run`: its path, and its message, which is `path: expected ...`. */
export const refused = (t: Test, run: () => unknown, path: string, message: string): void => {
  const error = thrownBy(run)
  if (!(error instanceof EncodeError)) return void t.fail(`expected an EncodeError: ${message}`, { found: error })
  t.equal(error.path, path, `path of: ${message}`)
  t.equal(error.message, message)
}

/** The DecodeError of `run`: its path, its offset, and its message before `(at byte ...)`. */
export const malformed = (t: Test, run: () => unknown, path: string, offset: number, message: string): void => {
  const error = thrownBy(run)
  if (!(error instanceof DecodeError)) return void t.fail(`expected a DecodeError: ${message}`, { found: error })
  t.equal(error.path, path, `path of: ${message}`)
  t.equal(error.offset, offset, `offset of: ${message}`)
  t.equal(error.message, `${path === '' ? '' : `${path}: `}${message} (at byte ${offset})`)
}
