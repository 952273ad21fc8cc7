/**
 * Which rules of nftables' own tests an nft takes. Finding that out costs most of a score: many rules are of another version,
 * and a batch with one of them is refused as a whole. Here every rule is a command of one interactive nft.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

interface Declared {
  readonly chains: ReadonlyMap<string, string>
  /** Lines `*family;table;chain` as they are. */
  readonly tables: readonly string[]
  readonly sets: readonly string[]
  /** Lines `rule;ok` as they are. */
  readonly rules: readonly string[]
  readonly text: string
}

const declared = (text: string): Declared => {
  const lines = text.split('\n')
  const after = (sign: string): string[] => lines.filter((line) => line.startsWith(sign)).map((line) => line.slice(1))
  return {
    chains: new Map(after(':').map((line) => [line.slice(0, line.indexOf(';')), line.slice(line.indexOf(';') + 1)])),
    tables: lines.filter((line) => line.startsWith('*')),
    sets: after('!').flatMap((line) => (line.endsWith(';ok') ? [line.slice(0, -3)] : [])),
    rules: lines.filter((line) => /^[^-#?%!:*]/.test(line) && line.split(';')[1] === 'ok'),
    text,
  }
}

const setIn = (line: string): string => {
  const [, name, type] = /^(\S+) (type.*)$/.exec(line) ?? []
  return name === undefined ? '' : `set ${name} { ${type}; }; `
}

/** A command that makes a table with the rule in it, or nothing. */
const command = ({ chains, sets }: Declared, name: string, table: string, rule: string): string => {
  const [family, , names = ''] = table.slice(1).split(';')
  const chain = names.split(',')[0] ?? ''
  const base = chains.get(chain)
  const hooked = base === undefined ? '' : `${base}; `
  return `table ${family} ${name} { ${sets.map(setIn).join('')}chain ${chain} { ${hooked}${rule.split(';')[0]}; }; }`
}

type Command = readonly [name: string, command: string]

/** How many tables there are at a time: nft reads all of them again for each command. */
const CHUNK = 40

const namesIn = (listed: string): Set<string> =>
  new Set(listed.split('\n').flatMap((line) => /^table \S+ (\S+)/.exec(line)?.[1] ?? []))

/** The tables that nft makes of these commands, a chunk of them in one process as long as it lives. */
const made = (nft: string, commands: readonly Command[]): Set<string> => {
  const all = new Set<string>()
  for (let waiting = [...commands]; waiting.length > 0; ) {
    const chunk = waiting.splice(0, CHUNK)
    const { signal, stdout } = spawnSync(nft, ['-i'], {
      // it keeps a history of all commands there, and reads it when it starts
      env: { ...process.env, HOME: '/nonexistent' },
      input: ['flush ruleset', ...chunk.map(([, one]) => one), 'list tables', ''].join('\n'),
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    })
    const names = namesIn(signal === null ? stdout : spawnSync(nft, ['list', 'tables'], { encoding: 'utf8' }).stdout)
    for (const [name] of chunk) if (names.has(name)) all.add(name)
    if (signal === null) continue
    // It aborts on some rules. Refused ones may come between the last that it took and the one that killed it.
    const rest = chunk.slice(chunk.findLastIndex(([name]) => names.has(name)) + 1)
    while (rest.length > 0) if (spawnSync(nft, ['-f', '-'], { input: rest.shift()?.[1] ?? '' }).signal !== null) break
    waiting = [...rest, ...waiting]
  }
  return all
}

/**
 * Copies the rules that `nft` takes from one folder to another. Rules with the same chains and sets are in one file, so
 * that few rulesets are loaded: it is named after the first of the files that declare them.
 */
export const copyTaken = (nft: string, from: string, to: string): void => {
  const files = readdirSync(from, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.t'))
  const byDeclarations = new Map<string, { readonly name: string; readonly rules: string[] }>()
  for (const file of files.sort()) {
    const all = declared(readFileSync(join(from, file), 'utf8'))
    const { rules, tables } = all
    const commands = tables.flatMap((table, column) =>
      rules.map((rule, row): Command => [`t${column}x${row}`, command(all, `t${column}x${row}`, table, rule)]),
    )
    const taken = made(nft, commands)
    const chainsAndSets = all.text.split('\n').filter((line) => /^[:!]/.test(line))
    for (const [row, rule] of rules.entries()) {
      const takers = tables.filter((_, column) => taken.has(`t${column}x${row}`))
      if (takers.length === 0) continue
      const declarations = [...chainsAndSets, ...takers].join('\n')
      const name = `${file.replace(/\.t$/, '')}-${byDeclarations.size}.t`
      const known = byDeclarations.get(declarations) ?? { name, rules: [] }
      byDeclarations.set(declarations, known)
      known.rules.push(rule)
    }
  }
  for (const [declarations, { name, rules }] of byDeclarations) {
    mkdirSync(dirname(join(to, name)), { recursive: true })
    writeFileSync(join(to, name), `${declarations}\n${rules.join('\n')}\n`)
  }
}
