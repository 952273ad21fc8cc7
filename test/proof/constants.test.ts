/**
 * Every number, size and offset of the tables against the newest kernel headers, and every enumerator against the
 * tables.
 */
import t from 'tap'
import { claimsOf, placeOf } from './assertions.ts'
import { missingEnumerators, missingMacros } from './completeness.ts'
import { itemConstants, refutedOnPurpose, withoutConstant, withoutRow, wordConstants } from './exceptions.ts'
import { enums, macros, refuted } from './headers.ts'
import { exportedNodes, roots } from './roots.ts'
import { selectsOf } from './selects.ts'
import { walk } from './walk.ts'

const visits = walk(roots)
const defines = macros()
const { claims, constants, unprovable } = claimsOf(visits, { itemConstants, wordConstants, macros: defines })

t.test('every constant, size and offset agrees with the kernel headers', async (t) => {
  const wrong = refuted(claims.map(({ condition }) => condition))
  t.ok(claims.length > 2000, `${claims.length} claims`)
  for (const [index, { name, path, condition }] of claims.entries()) {
    const message = wrong.get(index)
    const reason = refutedOnPurpose[name]
    if (message !== undefined && reason === undefined) t.fail(`${name}: ${condition}: ${message} (${path})`)
    if (message === undefined && reason !== undefined) t.fail(`${name} holds: it needs no exception`)
  }
  const names = new Set(claims.map(({ name }) => name))
  for (const name of Object.keys(refutedOnPurpose)) t.ok(names.has(name), `the exception ${name} is about something`)
})

t.test('the compiler does refute wrong claims', async (t) => {
  const wrong = ['IFLA_MTU == 5', 'sizeof(struct ifinfomsg) == 15', 'IFLA_NO_SUCH == 1', 'sizeof(struct no_such) == 1']
  const messages = refuted(['IFLA_MTU == 4', ...wrong])
  t.equal(messages.get(0), undefined)
  for (const [index, condition] of wrong.entries()) t.ok(messages.get(index + 1), condition)
})

t.test('everything without a constant is listed with its reason', async (t) => {
  for (const [place, what] of unprovable)
    t.same(what.sort(), withoutConstant[place]?.what.toSorted(), `${place}: ${what.join(', ')}`)
  for (const place of Object.keys(withoutConstant))
    t.ok(unprovable.has(place), `the exception ${place} is about something`)
  const rows = new Set(visits.filter(({ node }) => node.type === 'items').map(({ path }) => placeOf(path)))
  for (const row of Object.keys(itemConstants)) t.ok(rows.has(row), `${row} is a list`)
  const nodes = new Map(visits.map(({ path, node }) => [placeOf(path), node]))
  for (const [place, constants] of Object.entries(wordConstants)) {
    const node = nodes.get(place)
    if (node?.type === 'identifier') {
      for (const text of Object.keys(constants)) t.ok(node.words?.has(text), `${text} of ${place} has a word`)
      continue
    }
    const words = node?.type === 'enum' || node?.type === 'flags' ? node.constants : {}
    for (const word of Object.keys(constants)) t.equal(words[word], null, `${word} of ${place} has no constant itself`)
  }
})

t.test('every enumerator of the same enums in the headers is a row', async (t) => {
  const missing = [...missingEnumerators(enums(), constants), ...missingMacros(visits, defines, constants)]
  const fits = (name: string) => withoutRow.filter(({ names }) => names.test(name))
  for (const name of missing) t.ok(fits(name).length === 1, name)
  for (const { names } of withoutRow)
    t.ok(
      missing.some((name) => names.test(name)),
      `the exception ${names} is about something`,
    )
})

t.test('every table can be reached from a message', async (t) => {
  const reached = new Set(visits.map(({ node }) => node))
  for (const [path, node] of await exportedNodes()) t.ok(reached.has(node), path)
})

t.test('every case of a select is a value that its selector can have', async (t) => {
  const wrong = selectsOf(visits)
  t.same(wrong, [])
})
