/**
 * nf_tables: rules and a set are loaded, listed and flushed by nft, by a program of ours, and within a running program.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkOf, rulesFile, setFile } from '../firewall.ts'
import type { Namespace } from '../namespace.ts'
import { makeNamespace, removeNamespace } from '../namespace.ts'
import type { Figures } from '../program.ts'
import { number, ours, run } from '../program.ts'
import type { Result, Row } from '../report.ts'
import type { Sizes } from '../rounds.ts'
import { checksOf, takeTurns } from '../rounds.ts'

/** In a running program the first passes compile; the others are measured. */
const PASSES = 8
const COLD = 3

const WAYS = ['load', 'list', 'flush'] as const
type What = 'rules' | 'set'

/** Runs a program in a namespace to its end and returns the time that it took. */
const timed = ({ path }: Namespace, command: readonly string[]): number => {
  const since = performance.now()
  execFileSync('nsenter', [`--net=${path}`, '--', ...command], { stdio: ['ignore', 'ignore', 'inherit'] })
  return performance.now() - since
}

interface Listed {
  readonly rule?: { readonly expr: readonly { readonly match?: { readonly left: object; readonly right: unknown } }[] }
  readonly set?: { readonly elem?: readonly string[] }
}

/** The ruleset as nft lists it. */
const check = ({ path }: Namespace): string => {
  const text = execFileSync('nsenter', [`--net=${path}`, '--', 'nft', '-j', 'list', 'ruleset'], { maxBuffer: 1 << 30 })
  const all = (JSON.parse(text.toString()) as { readonly nftables: readonly Listed[] }).nftables
  const rules = all.flatMap(({ rule }) => rule ?? [])
  const ports = rules.flatMap(({ expr }) =>
    expr.flatMap(({ match }) =>
      JSON.stringify(match?.left ?? {}).includes('dport') && typeof match?.right === 'number' ? match.right : [],
    ),
  )
  return checkOf({ rules: rules.length, ports, elements: all.flatMap(({ set }) => set?.elem ?? []) })
}

/** A set's hash table grows after the load, and meanwhile is listed wrongly (to nft; ours would read it again). */
const GROWING_MS = 1000
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, GROWING_MS))

const byNft = async (namespace: Namespace, file: string): Promise<Figures> => {
  const load = timed(namespace, ['nft', '-f', file])
  await settled()
  const list = timed(namespace, ['nft', '-j', 'list', 'ruleset'])
  const seen = check(namespace)
  return { load, list, flush: timed(namespace, ['nft', 'flush', 'ruleset']), check: seen }
}

const byOurs = async (namespace: Namespace, what: What, count: number): Promise<Figures> => {
  const once = (way: string): number => timed(namespace, ours('nftables', what, way, count, 1))
  const load = once('load')
  await settled()
  const list = once('list')
  const seen = check(namespace)
  return { load, list, flush: once('flush'), check: seen }
}

const inside = async (namespace: Namespace, what: What, count: number): Promise<Figures> => {
  const figures = await run(namespace, ours('nftables', what, WAYS.join(), count, PASSES))
  const of = (way: string): readonly number[] => figures[way] as readonly number[]
  const warm = (way: string): number => {
    const sorted = [...of(way).slice(COLD)].sort((one, other) => one - other)
    return sorted[sorted.length >> 1] as number
  }
  const cold = Object.fromEntries(WAYS.map((way) => [`${way} cold`, of(way)[0] as number]))
  return { ...Object.fromEntries(WAYS.map((way) => [way, warm(way)])), ...cold, check: figures.check }
}

const measure = async (what: What, count: number, text: string, rounds: number): Promise<Omit<Result, 'title'>> => {
  const folder = mkdtempSync(join(tmpdir(), 'rtnl-bench-'))
  const file = join(folder, `${what}.nft`)
  writeFileSync(file, text)
  const namespace = makeNamespace()
  const measured = await takeTurns(what, rounds, {
    nft: () => byNft(namespace, file),
    whole: () => byOurs(namespace, what, count),
    inside: () => inside(namespace, what, count),
  })
  removeNamespace(namespace)
  rmSync(folder, { recursive: true })
  const rows = WAYS.flatMap((way): Row[] => {
    const of = (figures: readonly Figures[], name: string = way): number[] => figures.map((one) => number(one, name))
    const base = of(measured.nft)
    return [
      { what: `${way}: nft`, unit: 'ms', values: base },
      { what: `${way}: a program of ours, with Node's start`, unit: 'ms', values: of(measured.whole), base },
      { what: `${way}: in a program, the first time`, unit: 'ms', values: of(measured.inside, `${way} cold`), base },
      { what: `${way}: in a program, warm`, unit: 'ms', values: of(measured.inside), base, bound: { ratio: 1 } },
    ]
  })
  return { rows, checks: checksOf(measured) }
}

export const rules = async ({ rounds, rules: count }: Sizes): Promise<Result> => ({
  title: `${count.toLocaleString('en')} rules of nf_tables`,
  ...(await measure('rules', count, rulesFile(count), rounds)),
})

export const set = async ({ rounds, elements: count }: Sizes): Promise<Result> => ({
  title: `A set of ${count.toLocaleString('en')} addresses`,
  ...(await measure('set', count, setFile(count), rounds)),
})
