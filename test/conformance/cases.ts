/**
 * Cases from other libraries' tests: `../shared/conformance`, a folder next to the repository. Its data has other
 * authors and is not copied; clones without it skip these tests and report that.
 */
import { existsSync, readFileSync } from 'node:fs'

const folder = new URL('../../../shared/conformance/', import.meta.url)

/** For tap: why these tests are skipped, or false. */
export const skip: string | false = existsSync(folder) ? false : '../shared/conformance is not here'

/** The parts of a case that some of the files have. */
export interface Case {
  readonly id: string
  readonly hex: string
  readonly layer: string
  readonly header?: string | null
  readonly msg?: string | null
  readonly test?: string
  readonly name?: string
  readonly direction?: string
  readonly family?: string
  readonly comment?: string
  readonly target?: string
  readonly rust_type?: string
  readonly rust_expr?: string
  readonly roundtrip_in_source?: boolean
  readonly expect_error?: boolean
  readonly expected: unknown
}

export const json = (name: string): unknown => JSON.parse(readFileSync(new URL(name, folder), 'utf8'))

export const cases = (name: string): Case[] => (json(name) as { cases: Case[] }).cases
