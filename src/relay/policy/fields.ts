/** Reads a policy file: checks every field, and names the one that is wrong. */
import { suggest } from '../../netlink/codec/encode/checks.ts'
import { EncodeError, joinPath, NetlinkError } from '../../netlink/codec/errors.ts'
import type { Prefix } from '../../netlink/codec/text/prefix.ts'
import { parsePrefix } from '../../netlink/codec/text/prefix.ts'
import type { Pattern } from './pattern.ts'
import { patternOf } from './pattern.ts'

/** A policy that cannot be used. Nothing is served. */
export class PolicyError extends NetlinkError {
  override name = 'PolicyError'
  /** The field at fault: `links.names[1]`. Empty: the whole file. */
  readonly path: string
  /** What is wrong with it. */
  readonly problem: string

  /** `line`: of the file, counted from 1, if it is known. */
  constructor(path: string, problem: string, line?: number) {
    const where = [...(line === undefined ? [] : [`line ${line}`]), ...(path === '' ? [] : [path])]
    super('ERR_POLICY', ['policy', ...where, problem].join(': '))
    this.path = path
    this.problem = problem
  }
}

type Read<T> = (value: unknown, path: string) => T

/** The fields of an object. Absent fields have the value of `otherwise`; fields that are not listed are an error. */
export class Fields {
  readonly path: string
  private readonly value: { readonly [key: string]: unknown }
  private readonly known: string[] = []

  constructor(value: unknown, path: string) {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new PolicyError(path, 'expected an object')
    this.value = value as { readonly [key: string]: unknown }
    this.path = path
  }

  get<T>(key: string, read: Read<T>, otherwise: T): T {
    this.known.push(key)
    return Object.hasOwn(this.value, key) ? read(this.value[key], joinPath(this.path, key)) : otherwise
  }

  /** Called after all fields were read. */
  end(): void {
    for (const key of Object.keys(this.value)) {
      if (this.known.includes(key)) continue
      const suggestion = suggest(key, this.known)
      const hint = suggestion === undefined ? '' : `; did you mean ${suggestion}?`
      throw new PolicyError(joinPath(this.path, key), `no such field${hint}`)
    }
  }
}

/** A list, without an element that is listed twice. */
export const listOf =
  <T>(read: Read<T>): Read<readonly T[]> =>
  (value, path) => {
    if (!Array.isArray(value)) throw new PolicyError(path, 'expected a list')
    return value.map((one, index) => read(one, joinPath(path, index)))
  }

export const wordOf =
  <W extends string>(words: readonly W[]): Read<W> =>
  (value, path) => {
    if (words.includes(value as W)) return value as W
    throw new PolicyError(path, `expected one of ${words.join(', ')}, got ${JSON.stringify(value)}`)
  }

export const numberFrom =
  (low: number, high: number): Read<number> =>
  (value, path) => {
    if (Number.isInteger(value) && (value as number) >= low && (value as number) <= high) return value as number
    throw new PolicyError(path, `expected an integer from ${low} to ${high}, got ${JSON.stringify(value)}`)
  }

export const truth: Read<boolean> = (value, path) => {
  if (typeof value === 'boolean') return value
  throw new PolicyError(path, `expected true or false, got ${JSON.stringify(value)}`)
}

export const pattern: Read<Pattern> = (value, path) => {
  const found = typeof value === 'string' ? patternOf(value) : undefined
  if (found !== undefined) return found
  throw new PolicyError(path, `expected a name with at most one *, got ${JSON.stringify(value)}`)
}

export const prefix: Read<Prefix> = (value, path) => {
  try {
    return parsePrefix(value as string, path)
  } catch (error) {
    /* c8 ignore next -- nothing else is thrown */
    if (!(error instanceof EncodeError)) throw error
    throw new PolicyError(path, `expected a prefix such as 10.0.0.0/8, got ${JSON.stringify(value)}`)
  }
}
