/** Names that are added and deleted, derived from notifications and listings. */
import fc from 'fast-check'
import t from 'tap'
import { History } from '../../../src/netns/history.ts'

/** The events of an update, as `+name` and `-name`. */
const events = (history: History, ...names: string[]): string[] =>
  history.update(names).map(({ action, name }) => `${action === 'new' ? '+' : '-'}${name}`)

const notify = (history: History, ...names: string[]): void => {
  for (const name of names) history.notify(name)
}

t.test('the notifications agree with the listing', async (t) => {
  const history = new History(['old'])
  t.same(events(history, 'old'), [])
  notify(history, 'new', 'short', 'old', 'short')
  t.same(events(history, 'new'), ['+new', '+short', '-old', '-short'])
  t.notOk(history.doubtful)
})

t.test('a change that is listed before its notification arrives', async (t) => {
  const history = new History(['gone'])
  notify(history, 'other')
  t.same(events(history, 'new', 'other'), ['+other'], 'an event that is not in doubt is not held back')
  t.ok(history.doubtful)
  notify(history, 'new', 'gone')
  t.same(events(history, 'new', 'other'), ['+new', '-gone'])
  t.notOk(history.doubtful)
})

t.test('a name that is created and deleted before it is listed', async (t) => {
  const history = new History([])
  notify(history, 'short')
  t.same(events(history), [])
  notify(history, 'short')
  t.same(events(history), ['+short', '-short'])
})

t.test('a change without a notification', async (t) => {
  const history = new History(['gone'])
  t.same(events(history, 'new'), [])
  t.same(events(history, 'new'), ['-gone', '+new'])
  t.same(events(history, 'new'), [])
})

t.test('a notification from before the watch', async (t) => {
  const history = new History(['there'])
  notify(history, 'there', 'gone')
  t.same(events(history, 'there'), [])
  t.same(events(history, 'there'), [])
  t.notOk(history.doubtful)
  notify(history, 'gone')
  t.same(events(history, 'there', 'gone'), ['+gone'], 'the old notification was dropped')
})

t.test('in doubt again, since more notifications arrived meanwhile', async (t) => {
  const history = new History([])
  notify(history, 'a')
  t.same(events(history), [])
  notify(history, 'a', 'a')
  t.same(events(history), [], 'three notifications, and not listed')
  notify(history, 'a')
  t.same(events(history), ['+a', '-a', '+a', '-a'])
})

t.test('whichever notifications are late, each event is reported once', async (t) => {
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
        for (const [name, delay] of happenings) {
          happened.push(there.delete(name) ? `-${name}` : `+${name}`)
          if (happened.at(-1) === `+${name}`) there.add(name)
          late.push(name)
          // notified in order, but some only after the next listing
          notify(history, ...late.splice(0, late.length - delay))
          seen.push(...events(history, ...there))
          // pending notifications arrive before names in doubt are checked again
          if (history.doubtful) notify(history, ...late.splice(0))
        }
        notify(history, ...late)
        seen.push(...events(history, ...there))
        t.strictSame(seen, happened)
      },
    ),
  )
})
