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

/** The tables that nft makes of these commands, all in one process as long as it lives. */
const made = (nft: string, commands: readonly Command[]): Set<string> => {
  const all = new Set<string>()
  for (let waiting = [...commands]; waiting.length > 0; ) {
    spawnSync(nft, ['flush', 'ruleset'])
    const { signal } = spawnSync(nft, ['-i'], {
      input: waiting.map(([, one]) => `${one}\n`).join(''),
      maxBuffer: 1 << 28,
    })
    const there = spawnSync(nft, ['list', 'tables'], { encoding: 'utf8', maxBuffer: 1 << 28 }).stdout
    const names = new Set(there.split('\n').map((line) => line.split(' ')[2] ?? ''))
    for (const [name] of waiting) if (names.has(name)) all.add(name)
    if (signal === null) break
    // It aborts on some rules. Refused ones may come between the last that it took and the one that killed it.
    waiting = waiting.slice(waiting.findLastIndex(([name]) => names.has(name)) + 1)
    while (waiting.length > 0)
      if (spawnSync(nft, ['-f', '-'], { input: waiting.shift()?.[1] ?? '' }).signal !== null) break
  }
  return all
}

/** Copies the rules that `nft` takes from one folder to another. Rules that only some of a file's tables take have files of their own. */
export const copyTaken = (nft: string, from: string, to: string): void => {
  const files = readdirSync(from, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.t'))
  for (const file of files) {
    const all = declared(readFileSync(join(from, file), 'utf8'))
    const { rules, tables } = all
    const commands = tables.flatMap((table, column) =>
      rules.map((rule, row): Command => [`t${column}x${row}`, command(all, `t${column}x${row}`, table, rule)]),
    )
    const taken = made(nft, commands)
    const byTables = new Map<string, string[]>()
    for (const [row, rule] of rules.entries()) {
      const takers = tables.filter((_, column) => taken.has(`t${column}x${row}`)).join('\n')
      if (takers !== '') byTables.set(takers, [...(byTables.get(takers) ?? []), rule])
    }
    mkdirSync(dirname(join(to, file)), { recursive: true })
    const rest = all.text.split('\n').filter((line) => /^[:!]/.test(line))
    for (const [number, [takers, some]] of [...byTables].entries()) {
      const name = number === 0 ? file : file.replace(/\.t$/, `-${number}.t`)
      writeFileSync(join(to, name), `${[...rest, takers, ...some].join('\n')}\n`)
    }
  }
}
