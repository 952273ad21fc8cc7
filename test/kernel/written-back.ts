/**
 * What is read can be written back: each listed object is replaced by itself, deleted and created again, as it was
 * read. iproute2 shows what has changed meanwhile.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { Test } from 'tap'
import { EncodeError } from '../../src/netlink/codec/errors.ts'
import { until } from '../until.ts'
import { SECTIONS } from './sections.ts'
import { outputs, ownShell } from './shell.ts'

export type Section = keyof typeof SECTIONS

/** Clocks and counters. */
const RUNNING = new Set([
  ...['gc_timer', 'hello_timer', 'tcn_timer', 'topology_change_timer', 'forward_delay_timer', 'hold_timer'],
  ...['message_age_timer', 'valid_life_time', 'preferred_life_time', 'expires'],
])
/** ip's word for an unlimited lifetime. */
const FOREVER = 2 ** 32 - 1
/**
 * The end of a remaining lifetime in seconds, rounded to hundreds of seconds since this process started, so that it is
 * the same each time it is read.
 */
const endOf = (left: number): number =>
  left === 0 || left === FOREVER ? left : Math.round((left + performance.now() / 1000) / 100)

/** A reviver of JSON.parse: `this` is the object with the key. */
export function comparable(this: { readonly stp_state?: unknown }, key: string, value: unknown): unknown {
  // while the topology changes, which ends by itself
  if (/^(ageing_time|topology_change.*)$/.test(key) && this.stp_state === 1) return undefined
  // that an address is new, and how the kernel got it
  // the longest of all links on the same one
  if (key === 'usedbcqueuelen') return undefined
  // random values of a tunnel, and values that a bond determines over time
  if (key === 'permaddr' || key.startsWith('churn_')) return undefined
  // a bridge without an explicit address has none in its ID
  if (key === 'bridge_id' || key === 'root_id') return undefined
  if (key === 'tentative' || key === 'stable-privacy') return undefined
  if (!RUNNING.has(key)) return value
  return key.endsWith('timer') ? undefined : endOf(Number(value))
}

interface Line {
  readonly state?: unknown
  readonly lladdr?: string
  readonly dst?: string
  readonly ifname?: string
  readonly addr_info?: readonly object[]
}

/** States through which the kernel moves a neighbour by itself, until it removes it. */
const MOVING = new Set(['REACHABLE', 'STALE', 'DELAY', 'PROBE', 'INCOMPLETE', 'FAILED'])
const isMoving = ({ state }: Line): boolean => Array.isArray(state) && state.some((word) => MOVING.has(word))

/** Neighbours that the kernel adds when it sends a packet to a group or to itself, at any time. */
const isMadeUp = ({ lladdr = '', dst = '' }: Line): boolean => /^(33:33|01:00:5e):/.test(lladdr) || dst === '0.0.0.0'

/** No address of a prefix shows whether it was the first one. */
const addressesOf = ({ ifname, addr_info: all = [] }: Line): object[] =>
  all.map((one) => ({ ifname, ...one, secondary: undefined }))

const linesOf = (section: Section, printed: string): object[] => {
  const lines: Line[] = JSON.parse(printed.trim() || '[]', comparable)
  if (section === 'addresses') return lines.flatMap(addressesOf)
  return lines.filter((one) => section === 'fdb' || !(isMadeUp(one) || isMoving(one)))
}

export type Seen = { readonly [section: string]: readonly string[] }

/** The objects in a canonical order: a list may have another order after a replacement. */
export const see = async (sections: readonly Section[]): Promise<Seen> => {
  const printed = await outputs(
    ownShell(),
    sections.map((section) => SECTIONS[section]),
  )
  return Object.fromEntries(
    sections.map((section, i) => [
      section,
      linesOf(section, printed[i] ?? '')
        .map((one) => JSON.stringify(one))
        .sort(),
    ]),
  )
}

/**
 * Waits until the kernel has done what it does late, such as adding addresses: until nothing changes for `quiet`
 * milliseconds.
 */
export const settles = async (sections: readonly Section[], quiet = 300): Promise<void> => {
  await until(async () => {
    const before = await see(sections)
    await sleep(quiet)
    return isDeepStrictEqual(await see(sections), before)
  }, 'what there is to stay as it is')
}

/**
 * How long the kernel may take to report the state of a link: a number of checks, and the milliseconds between them.
 */
const LOOKS = 12
const PAUSE = 250

/** The elements of one list that are not in the other. */
const without = (all: Seen, others: Seen): string[] =>
  Object.entries(all).flatMap(([section, list]) => {
    const left = [...(others[section] ?? [])]
    return list.filter((one) => {
      const place = left.indexOf(one)
      if (place >= 0) left.splice(place, 1)
      return place < 0
    })
  })

export interface Objects<T extends object> {
  readonly name: string
  readonly sections: readonly Section[]
  readonly list: () => Promise<readonly T[]>
  readonly describe: (one: T) => string
  /** Replaces an object by itself. */
  readonly replace?: (one: T) => Promise<unknown>
  readonly delete?: (one: T) => Promise<unknown>
  readonly add?: (one: T) => Promise<unknown>
  /** How many lines of iproute2 belong to one object; one by default. */
  readonly lines?: (one: T) => number
  /** The kernel reports states late. */
  readonly late?: boolean
  /** Fields that only the kernel sets, for which writing is refused by name. */
  readonly refused?: (one: T) => string | undefined
  /** Whether it can be replaced by itself all the same, without effect. */
  readonly stays?: (one: T) => boolean
  /** Whether deleting it is refused too. */
  readonly kept?: (one: T) => boolean
}

const attempt = async (work: () => Promise<unknown>): Promise<unknown> => {
  try {
    await work()
    return undefined
  } catch (error) {
    return error
  }
}

const checkRefusal = <T extends object>(t: Test, { refused, describe }: Objects<T>, one: T, error: unknown): void => {
  const field = refused?.(one)
  if (field !== undefined) t.match(error, { name: 'EncodeError', path: field }, `${describe(one)}: ${field} is refused`)
  else if (error !== undefined) t.fail(`${describe(one)}: ${error}`, { object: one })
  if (field !== undefined && !(error instanceof EncodeError)) t.fail(`${describe(one)}: ${field} was to be refused`)
}

/** Every object is written as it was read, and nothing changes. */
export const replaceEach = async <T extends object>(t: Test, objects: Objects<T>): Promise<void> => {
  const { name, sections, list, replace, describe } = objects
  const all = await list()
  let before = await see(sections)
  for (const one of all) {
    const error = await attempt(async () => replace?.(one))
    if (objects.stays?.(one) !== true) checkRefusal(t, objects, one, error)
    else if (error !== undefined) t.fail(`${describe(one)}: ${error}`, { object: one })
    const after = await see(sections)
    if (!isDeepStrictEqual(after, before))
      t.same({ gone: without(before, after), came: without(after, before) }, { gone: [], came: [] }, describe(one))
    before = after
  }
  t.ok(all.length > 0, `${name}: ${all.length} objects are put in their places as they are read`)
}

/** Every object is deleted as it was read, and no other one; added as it was read, it is the same. */
export const deleteEach = async <T extends object>(t: Test, objects: Objects<T>): Promise<void> => {
  const { name, sections, list, describe, lines = () => 1 } = objects
  const all = await list()
  let seen: Seen | undefined
  for (const one of all) {
    const before = seen ?? (await see(sections))
    seen = undefined
    const error = await attempt(async () => objects.delete?.(one))
    if (objects.kept?.(one) === true) {
      checkRefusal(t, objects, one, error)
      continue
    }
    if (error !== undefined) {
      t.fail(`${describe(one)}: delete: ${error}`, { object: one })
      continue
    }
    const meanwhile = await see(sections)
    const gone = without(before, meanwhile)
    if (gone.length !== lines(one) || without(meanwhile, before).length > 0)
      t.same({ gone, came: without(meanwhile, before) }, { lines: lines(one) }, `${describe(one)}: it alone is deleted`)
    const refusal = await attempt(async () => objects.add?.(one))
    checkRefusal(t, objects, one, refusal)
    if (objects.refused?.(one) !== undefined) continue
    let after = await see(sections)
    for (let looks = 0; objects.late === true && looks < LOOKS && !isDeepStrictEqual(after, before); looks++) {
      await sleep(PAUSE)
      after = await see(sections)
    }
    const differences = { gone: without(before, after), came: without(after, before) }
    seen = after
    if (!isDeepStrictEqual(after, before))
      t.same(differences, { gone: [], came: [] }, `${describe(one)}: it is made again as it was read`)
  }
  t.ok(all.length > 0, `${name}: ${all.length} objects are deleted and made again`)
}
