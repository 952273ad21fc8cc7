/** Nsids: the requests of every verb, and what is refused before anything is sent. */
import t from 'tap'
import { Changing, refused } from './changing.ts'

t.test('nsids are assigned', async (t) => {
  const network = new Changing()
  const rtnl = await network.open()
  await rtnl.nsids.set({ fd: 9 }, 5)
  await rtnl.nsids.set({ pid: 77 }, 'auto')
  class Namespace {
    readonly path = '/run/netns/blue'
    get fd(): number {
      return 0
    }
  }
  await rtnl.nsids.set(new Namespace(), 0)
  t.strictSame(network.asked(), [
    ['RTM_NEWNSID request', { fd: 9, nsid: 5 }],
    ['RTM_NEWNSID request', { pid: 77, nsid: -1 }],
    ['RTM_NEWNSID request', { fd: 0, nsid: 0 }],
  ])
  const EEXIST = 17
  const taken = await new Changing({}, () => EEXIST).open()
  await t.rejects(taken.nsids.set({ fd: 9 }, 5), { code: 'EEXIST', message: /nsid 5/ })
})

t.test('invalid input', (t) =>
  refused(t, [
    ['nsid', (rtnl) => rtnl.nsids.set({ fd: 9 }, -1)],
    ['nsid', (rtnl) => rtnl.nsids.set({ fd: 9 }, 1.5)],
    ['nsid', (rtnl) => rtnl.nsids.set({ fd: 9 }, 2 ** 31)],
    ['namespace', (rtnl) => rtnl.nsids.set({} as never, 5)],
    ['namespace', (rtnl) => rtnl.nsids.set({ fd: -1 }, 5)],
  ]),
)
