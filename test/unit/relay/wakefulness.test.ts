/** How long datagrams keep the event loop awake. */
import t from 'tap'
import { Wakefulness } from '../../../src/netlink/transport/relay/datagram/wakefulness.ts'
import { until } from '../../until.ts'

const asleep = (wakefulness: Wakefulness): Promise<void> => until(() => !wakefulness.awake, 'the loop to sleep again')

/** How many datagrams in sequence do not keep the loop awake. */
const skipped = (wakefulness: Wakefulness): number => {
  let count = 0
  for (; !wakefulness.awake; count++) wakefulness.sent()
  return count - 1
}

t.test('in vain, it happens less and less often', async (t) => {
  const wakefulness = new Wakefulness()
  t.notOk(wakefulness.awake)
  const counts: number[] = []
  for (let time = 0; time < 7; time++) {
    counts.push(skipped(wakefulness))
    await asleep(wakefulness)
  }
  t.same(counts, [0, 2, 4, 8, 16, 16, 16])
  wakefulness.sent()
  t.notOk(wakefulness.awake)
  skipped(wakefulness)
  wakefulness.received()
  await asleep(wakefulness)
  t.equal(skipped(wakefulness), 0, 'something was received meanwhile')
  await asleep(wakefulness)
  t.equal(skipped(wakefulness), 2, 'a send alone is no success')
  await asleep(wakefulness)
})

t.test('the first datagram that is received starts it, and is no success', async (t) => {
  const wakefulness = new Wakefulness()
  wakefulness.received()
  t.ok(wakefulness.awake)
  await asleep(wakefulness)
  t.equal(skipped(wakefulness), 2)
  await asleep(wakefulness)
})
