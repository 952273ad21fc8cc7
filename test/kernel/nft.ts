/** nft as an oracle: loads rules, and lists the ruleset. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { unshare } from './surroundings.mjs'

const path = (name: string): string => fileURLToPath(new URL(`../fixtures/nft/${name}`, import.meta.url))

/** Tables, chains, sets, maps and objects of every kind. */
export const base = readFileSync(path('base.nft'), 'utf8')

/** Rare declarations: types by `typeof`, intervals of all types, anonymous chains. */
export const everything = readFileSync(path('everything.nft'), 'utf8')

/** A whole ruleset: objects of every kind that nft creates, and references between them. */
export const whole = readFileSync(path('whole.nft'), 'utf8')

export interface CorpusRule {
  /** `inet t input`. */
  readonly where: string
  readonly text: string
}

export const corpus: readonly CorpusRule[] = readFileSync(path('rules.txt'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => {
    const [where = '', ...text] = line.split(' | ')
    return { where, text: text.join(' | ') }
  })

/** Runs a script of nft. Throws with its error output. */
export const nftScript = (lines: string): void => {
  execFileSync('nft', ['-f', '-'], { input: `${lines}\n`, stdio: 'pipe', maxBuffer: 1 << 30 })
}

export const addRules = (rules: readonly CorpusRule[]): void =>
  nftScript(rules.map(({ where, text }) => `add rule ${where} ${text}`).join('\n'))

/** What nft lists, without handles; of rules only their statements. */
export interface NftList {
  readonly rules: readonly string[]
  readonly others: readonly string[]
}

/** As JSON. What nft cannot express in JSON it writes as text, with a warning on stderr. */
export const nftList = (): NftList =>
  listed(execFileSync('nft', ['-j', 'list', 'ruleset'], { encoding: 'utf8', maxBuffer: 1 << 30, stdio: 'pipe' }))

/** As text, without remaining times. */
export const nftText = (): string => still(execFileSync('nft', ['list', 'ruleset'], { encoding: 'utf8' }))
const still = (text: string): string => text.replace(/ expires \w+/g, '')

/**
 * In an empty namespace: creates links of these names, loads a script, and lists the ruleset. Throws if nft refuses.
 */
export const nftElsewhere = (
  script: string,
  links = 'v0 type veth peer name v1',
): { readonly list: () => NftList; readonly text: string } => {
  const commands = `ip link add ${links} && nft -c -f - <"$0" && nft -f "$0" && nft -j list ruleset && echo && nft list ruleset`
  const file = join(mkdtempSync(join(tmpdir(), 'rtnl-nft-')), 'ruleset.nft')
  writeFileSync(file, script)
  try {
    const [program = '', ...words] = [...unshare, 'sh', '-c', commands, file]
    const printed = execFileSync(program, words, { encoding: 'utf8', maxBuffer: 1 << 30, stdio: 'pipe' })
    const [json = '', ...lines] = printed.split('\n')
    return { list: () => listed(json), text: still(lines.join('\n').trimStart()) }
  } finally {
    rmSync(dirname(file), { recursive: true })
  }
}

const listed = (text: string): NftList => {
  const all = (JSON.parse(text) as { nftables: object[] }).nftables
  const reported = all.map((one) =>
    JSON.stringify(one, (key, value) => (/^(handle|expires)$/.test(key) ? undefined : value)),
  )
  return {
    rules: reported.filter((one) => one.startsWith('{"rule"')),
    others: reported.filter((one) => !/^\{"(rule|metainfo)"/.test(one)),
  }
}
