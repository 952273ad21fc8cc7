/**
 * The declarations in nftables' own tests (`../shared/conformance/nftables`): the chains, sets, maps, elements and
 * objects of each file are one ruleset, which can be read, and created again as values and as text.
 */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { formatRuleset, Nftables } from '../../src/nftables.ts'
import { inNamespace, ip } from '../kernel/namespace.ts'
import { nftList, nftScript } from '../kernel/nft.ts'
import { skip } from './cases.ts'

const folder = fileURLToPath(new URL('../../../shared/conformance/nftables/py/', import.meta.url))

/** Lines of nft that add one declaration of a file to its tables. */
const scripts = (text: string): string[] => {
  const lines = text.split('\n')
  const behind = (sign: string): string[] =>
    lines.flatMap((line) => (line.startsWith(sign) && !/;fail$/.test(line) ? [line.slice(1).replace(/;ok$/, '')] : []))
  const tables = [...new Set(behind('*').map((line) => line.split(';').slice(0, 2).join(' ')))]
  const split = (line: string): [string, string] => {
    const at = line.search(/[ ;]/)
    return [line.slice(0, at), line.slice(at + 1)]
  }
  return tables.flatMap((table) => [
    `add table ${table}`,
    ...behind(':').map((line) => {
      const [name, base] = split(line)
      return `add chain ${table} ${name} { ${base}; }`
    }),
    ...behind('%').map((line) => {
      const [, name = '', type = '', rest = ''] = /^(\S+) type (ct \w+|\w+) ?(.*)$/.exec(line) ?? []
      return `add ${type} ${table} ${name} ${rest.startsWith('{') || rest === '' ? rest : `{ ${rest}; }`}`
    }),
    ...behind('!').map((line) => {
      const [name, said] = split(line)
      const [, type = '', rest = ''] = /^((?:type|typeof) .+?)(?: (?=timeout|flags)(.*))?$/.exec(said) ?? []
      return `add ${type.includes(' : ') ? 'map' : 'set'} ${table} ${name} { ${type}; ${rest === undefined ? '' : `${rest};`} }`
    }),
    ...behind('?').map((line) => {
      const [name, elements] = split(line)
      return `add element ${table} ${name} { ${elements} }`
    }),
  ])
}

const declaring = (): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.t'))
    .sort()

/** Loads the lines that nft accepts, in few attempts; returns their number. */
const put = (lines: readonly string[]): number => {
  if (lines.length === 0) return 0
  const { status } = spawnSync('nft', ['-f', '-'], { input: lines.join('\n') })
  if (status === 0) return lines.length
  const half = lines.length >> 1
  return half === 0 ? 0 : put(lines.slice(0, half)) + put(lines.slice(half))
}

if (skip !== false) t.test("nftables' declarations", { skip }, async () => {})
else if (inNamespace(t, import.meta.url)) {
  t.setTimeout(240_000)
  ip('link add eth0 type veth peer name eth1')
  const nft = await Nftables.open()
  t.teardown(() => nft.close())
  t.test("nftables' declarations, file by file", async (t) => {
    const counts = { files: 0, declarations: 0, taken: 0 }
    for (const file of declaring()) {
      nftScript('flush ruleset')
      const all = scripts(readFileSync(folder + file, 'utf8'))
      counts.files++
      counts.declarations += all.length
      counts.taken += put(all)
      const listed = nftList()
      const ruleset = await nft.ruleset()
      await nft.transaction((tx) => {
        tx.flush()
        tx.ruleset(ruleset)
      })
      t.strictSame(nftList().others.toSorted(), listed.others.toSorted(), `${file} as values`)
      nftScript(`flush ruleset\n${formatRuleset(ruleset)}`)
      t.strictSame(nftList().others.toSorted(), listed.others.toSorted(), `${file} as text`)
    }
    t.ok(counts.taken > 700, JSON.stringify(counts))
  })
}
