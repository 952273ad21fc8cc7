/**
 * Requests in flight are found by any of their sequence numbers, whichever others were removed, and across the wrap of
 * the numbers.
 */
import t from 'tap'
import type { Numbered } from '../../../src/netlink/protocol/flights.ts'
import { Flights } from '../../../src/netlink/protocol/flights.ts'

const flight = (first: number, seq = first): Numbered => ({ first, seq, landed: false })

t.test('found by any of its sequence numbers', async (t) => {
  const flights = new Flights<Numbered>()
  t.equal(flights.find(1), undefined)
  const [one, many, last] = [flight(3), flight(5, 9), flight(10)]
  for (const each of [one, many, last]) flights.add(each)
  t.strictSame(
    [2, 3, 4, 5, 7, 9, 10, 11].map((seq) => flights.find(seq)),
    [undefined, one, undefined, many, many, many, last, undefined],
  )
  t.strictSame([...flights], [one, many, last])
  flights.delete(many)
  flights.delete(many)
  t.equal(flights.find(7), undefined)
  t.strictSame([...flights], [one, last])
  flights.clear()
  t.strictSame([...flights], [])
  t.equal(flights.find(3), undefined)
})

t.test('agrees with a Map, for removals in any order', async (t) => {
  const flights = new Flights<Numbered>()
  const expected = new Map<number, Numbered>()
  let random = 12345
  const below = (limit: number): number => {
    random = (Math.imul(random, 1103515245) + 12345) >>> 0
    return Math.floor((random / 2 ** 32) * limit)
  }
  let seq = 0xffffff00
  let wrong = 0
  const add = (): void => {
    seq = (seq + 1) >>> 0
    const one = flight(seq)
    flights.add(one)
    expected.set(seq, one)
  }
  const land = (): void => {
    const all = [...expected.values()]
    // mostly the oldest; sometimes the latest, or any other
    const one = all[[0, 0, 0, all.length - 1, below(all.length)][below(5)] as number] as Numbered
    flights.delete(one)
    expected.delete(one.seq)
  }
  // one remains while thousands are added and removed
  add()
  const stays = expected.get(seq) as Numbered
  expected.delete(seq)
  for (let step = 0; step < 5000; step++) {
    if (expected.size === 0 || below(2) === 0) add()
    else land()
    const some = (seq - below(40)) >>> 0
    if (flights.find(some) !== (some === stays.seq ? stays : expected.get(some))) wrong++
  }
  t.equal(wrong, 0)
  t.strictSame([...flights], [stays, ...expected.values()])
  while (expected.size > 0) land()
  t.equal(flights.find(stays.seq), stays)
  flights.delete(stays)
  t.strictSame([...flights], [])
})
