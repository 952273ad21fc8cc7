/** Names that come and go, told from hearsay and from looking. */
import fc from 'fast-check'
import t from 'tap'
import { History } from '../../../src/netns/history.ts'

/** What is told at each look: `+name` and `-name`. */
const told = (history: History, ...names: string[]): string[] =>
  history.look(names).map(({ action, name }) => `${action === 'add' ? '+' : '-'}${name}`)

const hear = (history: History, ...names: string[]): void => {
  for (const name of names) history.hear(name)
}

t.test('what is heard and what is there agree', async (t) => {
  const history = new History(['old'])
  t.same(told(history, 'old'), [])
  hear(history, 'new', 'short', 'old', 'short')
  t.same(told(history, 'new'), ['+new', '+short', '-old', '-short'])
  t.notOk(history.doubtful)
})

t.test('seen, and heard of a little later', async (t) => {
  const history = new History(['gone'])
  hear(history, 'other')
  t.same(told(history, 'new', 'other'), ['+other'], 'what is certain does not wait')
  t.ok(history.doubtful)
  hear(history, 'new', 'gone')
  t.same(told(history, 'new', 'other'), ['+new', '-gone'])
  t.notOk(history.doubtful)
})

t.test('made, and gone before it is looked for', async (t) => {
  const history = new History([])
  hear(history, 'short')
  t.same(told(history), [])
  hear(history, 'short')
  t.same(told(history), ['+short', '-short'])
})

t.test('never heard of', async (t) => {
  const history = new History(['gone'])
  t.same(told(history, 'new'), [])
  t.same(told(history, 'new'), ['-gone', '+new'])
  t.same(told(history, 'new'), [])
})

t.test('heard of for what was before', async (t) => {
  const history = new History(['there'])
  hear(history, 'there', 'gone')
  t.same(told(history, 'there'), [])
  t.same(told(history, 'there'), [])
  t.notOk(history.doubtful)
  hear(history, 'gone')
  t.same(told(history, 'there', 'gone'), ['+gone'], 'nothing of it is left')
})

t.test('in doubt again, as more was heard meanwhile', async (t) => {
  const history = new History([])
  hear(history, 'a')
  t.same(told(history), [])
  hear(history, 'a', 'a')
  t.same(told(history), [], 'three times heard of, and not there')
  hear(history, 'a')
  t.same(told(history), ['+a', '-a', '+a', '-a'])
})

t.test('whatever is late, nothing is told twice or never', async (t) => {
  const name = fc.constantFrom('a', 'b', 'c')
  fc.assert(
    fc.property(
      fc.subarray(['a', 'b', 'c']),
      fc.array(fc.tuple(name, fc.nat(3)), { maxLength: 40 }),
      (names, happenings) => {
        const there = new Set(names)
        const history = new History(names)
        const happened: string[] = []
        const seen: string[] = []
        const late: string[] = []
        for (const [name, behind] of happenings) {
          happened.push(there.delete(name) ? `-${name}` : `+${name}`)
          if (happened.at(-1) === `+${name}`) there.add(name)
          late.push(name)
          // heard of in order, but some only after the next look
          hear(history, ...late.splice(0, late.length - behind))
          seen.push(...told(history, ...there))
          // what is on its way arrives before anything in doubt is looked at again
          if (history.doubtful) hear(history, ...late.splice(0))
        }
        hear(history, ...late)
        seen.push(...told(history, ...there))
        t.strictSame(seen, happened)
      },
    ),
  )
})
