/** nft as an oracle: rules put in by it, and what it lists. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const path = (name: string): string => fileURLToPath(new URL(`../fixtures/nft/${name}`, import.meta.url))

/** Tables, chains, sets, maps and objects of every kind. */
export const base = readFileSync(path('base.nft'), 'utf8')

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

/** Runs a script of nft's language. Throws with what it has to say. */
export const nftScript = (lines: string): void => {
  execFileSync('nft', ['-f', '-'], { input: `${lines}\n`, stdio: 'pipe', maxBuffer: 1 << 30 })
}

export const addRules = (rules: readonly CorpusRule[]): void =>
  nftScript(rules.map(({ where, text }) => `add rule ${where} ${text}`).join('\n'))

/** What nft lists, without handles; of rules what they say. */
export const nftList = (): { readonly rules: readonly string[]; readonly others: readonly string[] } => {
  const text = execFileSync('nft', ['-j', 'list', 'ruleset'], { encoding: 'utf8', maxBuffer: 1 << 30 })
  const all = (JSON.parse(text) as { nftables: object[] }).nftables
  const told = all.map((one) =>
    JSON.stringify(one, (key, value) => (/^(handle|expires)$/.test(key) ? undefined : value)),
  )
  return {
    rules: told.filter((one) => one.startsWith('{"rule"')),
    others: told.filter((one) => !/^\{"(rule|metainfo)"/.test(one)),
  }
}
