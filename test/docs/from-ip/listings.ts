/** Rows that list: what the command prints and what the call returns must agree in the fields that the row names. */
import type { Test } from 'tap'
import type { Calls } from './calls.ts'
import type { Sandbox } from './namespaces.ts'
import type { Row } from './page.ts'
import { PAGE } from './page.ts'

type Listed = { readonly [key: string]: unknown }

/** A line of `conntrack -L`: the first `key=value` of each key is of the original direction. */
const connection = (line: string): Listed => {
  const pairs = [...line.matchAll(/(\w+)=(\S+)/g)].map(([, key = '', value]) => [key, value])
  return { protocol: line.split(/\s+/)[0], ...Object.fromEntries(pairs.reverse()) }
}

/** The rows of `brctl show`; further ports of a bridge have lines of their own. */
const bridges = (lines: readonly string[]): Listed[] =>
  lines
    .slice(1)
    .filter((line) => !line.startsWith('\t'))
    .map((line) => ({ 'bridge name': line.split('\t')[0] }))

const isFilled = (value: object): boolean => Object.keys(value).length > 0

/** `ip address` prints addresses inside their links, and an empty object for what a filter leaves out. */
const flat = (one: { readonly addr_info?: readonly object[]; readonly ifname?: string }): object[] =>
  one.addr_info === undefined
    ? [one]
    : one.addr_info.filter(isFilled).map((address) => ({ ...address, ifname: one.ifname }))

/** `192.0.2.1 dev veth0 lladdr ...`: what `ip neigh get` prints, which knows no JSON. */
const words = (line: string): Listed => {
  const pairs = [...line.matchAll(/(dev|lladdr) (\S+)/g)].map(([, key = '', value]) => [key, value])
  return Object.fromEntries(pairs)
}

/** One document in JSON. `nft` prints everything inside one object, one key each. */
const objects = (printed: string): Listed[] => {
  const found = JSON.parse(printed)
  if ('nftables' in found) return found.nftables.flatMap((one: object) => ('metainfo' in one ? [] : Object.values(one)))
  return found.filter(isFilled).flatMap(flat)
}

const printedBy = (command: string, printed: string): Listed[] => {
  const lines = printed.trim().split('\n')
  if (command.startsWith('conntrack')) return lines.filter((line) => line.includes('=')).map(connection)
  if (command.startsWith('ip neigh get')) return lines.map(words)
  return command.startsWith('brctl') ? bridges(lines) : lines.flatMap(objects)
}

/** `stats64.rx.packets`: the value at a path. */
const at = (value: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((inner, key) => (inner as Listed | undefined)?.[key], value)

/** `ip` prints the number. */
const INFINITY_LIFE_TIME = 0xffffffff

/**
 * `local/prefixlen`: several values with slashes between them. Words may differ in case, switches are 0 and 1, and the
 * length of a whole address may be left out.
 */
const text = (value: unknown, paths: string): string =>
  paths
    .split('/')
    .map((path) => at(value, path))
    .map((one) => (typeof one === 'boolean' ? Number(one) : one === INFINITY_LIFE_TIME ? 'forever' : (one ?? '')))
    .join('/')
    .toLowerCase()
    .replace(/^(.*\..*\/32|.*:.*\/128)$/, (whole) => whole.replace(/\/\d+$/, ''))

const pairsIn = (third: string): (readonly [left: string, right: string])[] =>
  [...third.matchAll(/`([^`]+)`(?: → `([^`]+)`)?/g)].map(([, left = '', right = left]) => [left, right])

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

/** Lines that are not empty. A list of lines has no order. */
const linesOf = (value: unknown): string[] => {
  const lines = [value]
    .flat()
    .join('\n')
    .split('\n')
    .filter((line) => line.trim() !== '')
  return Array.isArray(value) ? lines.sort() : lines
}

const listed = async (t: Test, row: Row, sandbox: Sandbox, calls: Calls): Promise<void> => {
  const { command, call, third = '', line } = row
  const name = `${PAGE}:${line} ${command}`
  const printed = sandbox.run(command)
  const answer = await calls.run(call)
  const pairs = pairsIn(third)
  if (pairs.length === 0) {
    t.notSame(linesOf(printed), [], `${name}: prints something`)
    t.same(linesOf(answer), Array.isArray(answer) ? linesOf([printed]) : linesOf(printed), name)
    return
  }
  const theirs = printedBy(command, printed)
  const ours = [answer].flat().filter(isObject)
  t.not(theirs.length, 0, `${name}: prints something`)
  for (const [left = ''] of pairs)
    t.ok(
      theirs.some((one) => text(one, left) !== ''),
      `${name}: ${left} is printed`,
    )
  const fields = (list: readonly object[], side: 0 | 1): string[] =>
    list.map((one) => pairs.map((pair) => `${pair[0]}: ${text(one, pair[side])}`).join(', ')).sort()
  t.same(fields(ours, 1), fields(theirs, 0), name)
}

/** Runs the commands and the calls in the same sandbox, which nothing changes meanwhile. */
export const alike = async (t: Test, rows: readonly Row[], sandbox: Sandbox, calls: Calls): Promise<void> => {
  for (const row of rows) await listed(t, row, sandbox, calls)
}
