/**
 * No regular expression of the sources takes more than linear time. Each is run on text that begins like a match,
 * repeats a part of it many times, and ends so that it cannot match: eight times the text may take about eight times as
 * long.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import t from 'tap'
import ts from 'typescript'

const root = fileURLToPath(new URL('../..', import.meta.url))

interface Found {
  readonly where: string
  readonly pattern: RegExp
}

/** The regular expressions in a source. */
const patternsOf = (path: string, text: string): Found[] => {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022)
  const found: Found[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      const { text: literal } = node
      const end = literal.lastIndexOf('/')
      const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1
      found.push({
        where: `${path}:${line} ${literal}`,
        pattern: new RegExp(literal.slice(1, end), literal.slice(end + 1)),
      })
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

const everyPattern = readdirSync(`${root}/src`, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .flatMap((path) => patternsOf(`src/${path}`, readFileSync(`${root}/src/${path}`, 'utf8')))

const SMALL = 1000

const run = (pattern: RegExp, text: string): void => {
  pattern.lastIndex = 0
  if (pattern.global) text.replace(pattern, '')
  else pattern.test(text)
}

/** Milliseconds of processor time: the minimum of some tries. */
const cost = (pattern: RegExp, text: string): number => {
  let least = Number.POSITIVE_INFINITY
  for (let tries = 0; tries < 3; tries++) {
    const before = process.cpuUsage()
    run(pattern, text)
    const { user, system } = process.cpuUsage(before)
    least = Math.min(least, (user + system) / 1000)
  }
  return least
}

/** Parts by which text is made longer: the characters of the pattern, and parts of its matches. */
const pumpsOf = (pattern: RegExp, matching: readonly string[]): string[] => {
  const written = pattern.source.match(/[a-z0-9 .,:;/&(){}'"#=_^-]/gi) ?? []
  const parts = matching.flatMap((text) => [text.slice(-2), ...PREFIXES.map((length) => text.slice(0, length))])
  return [...new Set([...written, ...parts, ...['a', '0', ' ', '\n', '(a', 'a ', ' & ', '##']])].filter(
    (one) => one !== '',
  )
}

const PREFIXES = Array.from({ length: 10 }, (_, place) => place + 1)

/** Texts that a pattern matches; none if fast-check cannot generate them. */
const matchesOf = (pattern: RegExp): string[] => {
  try {
    const arbitrary = fc.stringMatching(
      new RegExp(pattern.source.replaceAll('\\b', ''), pattern.flags.replace(/[gim]/g, '')),
    )
    return fc.sample(arbitrary, { numRuns: 2, seed: 42 }).flatMap((text) => text.match(pattern)?.[0] ?? [])
  } catch {
    // Unicode classes and similar features
    return []
  }
}

/** The first text for which a pattern takes too long. */
const slowOn = (pattern: RegExp): string | undefined => {
  const matching = matchesOf(pattern)
  for (const pump of pumpsOf(pattern, matching))
    for (const start of ['', ...matching.slice(0, 1)])
      for (const end of ['', '\u0001', '\n!']) {
        const text = (size: number): string => start + pump.repeat(size / pump.length) + end
        const large = cost(pattern, text(8 * SMALL))
        if (large > 2 && large > 24 * Math.max(cost(pattern, text(SMALL)), 0.1))
          return JSON.stringify([start, pump, end])
      }
  return undefined
}

t.test('there are some, and all are linear', async (t) => {
  t.ok(everyPattern.length > 30)
  for (const { where, pattern } of everyPattern) t.equal(slowOn(pattern), undefined, where)
})

t.test('a slow one is found', async (t) => {
  t.ok(slowOn(/\b(send|recv)(to|from|msg|mmsg)\(.*\) += /), 'as calls of strace were found once')
  t.ok(slowOn(/^(\s*)(#.*)$/gm), 'as comments were found once')
})
