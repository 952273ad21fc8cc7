/** The base class of this library's errors, and the two errors of the codec. */

const BRAND = Symbol.for('rtnl.NetlinkError')

/**
 * Base of every error this library throws or rejects with. Distinguish them by `name` or `code`; `isNetlinkError` works across
 * the ESM and the CJS build and across realms, where `instanceof` does not.
 */
export class NetlinkError extends Error {
  override name = 'NetlinkError'
  /** `EEXIST`, `ENOBUFS`, ... for errors of the kernel; `ERR_...` for errors of this library. */
  readonly code: string

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    Object.defineProperty(this, BRAND, { value: true })
  }
}

/** Whether it is an error of this library, of any build or realm. */
export const isNetlinkError = (error: unknown): error is NetlinkError =>
  typeof error === 'object' && error !== null && BRAND in error

/** Bytes that are not a message of the expected type. */
export class DecodeError extends NetlinkError {
  override name = 'DecodeError'
  /** Path in the value, e.g. `linkinfo.data.id`. */
  readonly path: string
  /** Byte offset in the input. */
  readonly offset: number

  constructor(message: string, path: string, offset: number) {
    super('ERR_DECODE', `${path === '' ? '' : `${path}: `}${message} (at byte ${offset})`)
    this.path = path
    this.offset = offset
  }
}

/** A value that cannot be encoded. Nothing was sent. */
export class EncodeError extends NetlinkError {
  override name = 'EncodeError'
  /** The field at fault, e.g. `linkinfo.data.id`. */
  readonly path: string
  /** Which values are valid. */
  readonly expected: string

  private readonly details: string

  constructor(path: string, expected: string, given?: unknown, suggestion?: string) {
    const got = given === undefined ? '' : `, got ${show(given)}`
    const hint = suggestion === undefined ? '' : `; did you mean ${suggestion}?`
    super('ERR_ENCODE', `${path === '' ? 'value' : path}: expected ${expected}${got}${hint}`)
    this.path = path
    this.expected = expected
    this.details = `${got}${hint}`
    Object.defineProperty(this, 'details', { enumerable: false })
  }

  /** The same error with the caller's name of the field. */
  renamed(path: string): EncodeError {
    const error = new EncodeError(path, this.expected + this.details)
    Object.defineProperties(error, { expected: { value: this.expected }, details: { value: this.details } })
    return error
  }
}

const show = (given: unknown): string => {
  if (typeof given === 'string') return JSON.stringify(given)
  if (typeof given === 'bigint') return `${given}n`
  if (given instanceof Uint8Array) return `${given.length} bytes`
  if (Array.isArray(given)) return 'a list'
  return typeof given === 'object' && given !== null ? 'an object' : String(given)
}

/** `a.b` and `a[3].b`. */
export const joinPath = (path: string, key: string | number): string =>
  typeof key === 'number' ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`
