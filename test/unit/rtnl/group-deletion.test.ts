/** Deleting many links at once while other programs move, create and delete links. */
import t from 'tap'
import { Changing, lookup } from './changing.ts'
import type { Value } from './network.ts'
import { ENODEV, link } from './network.ts'

const EPERM = 1
const EOPNOTSUPP = 95
const FIRST_TEMPORARY = 0x70000000

const indexOf = ({ header }: Value): number => (header as { index: number }).index

/** Groups of links, and what other programs do: `meddle` is called before each request, `refuse` returns an errno. */
interface Scene {
  readonly groups: Map<number, number>
  /** Links whose deletion is acknowledged, but which remain. */
  readonly kept?: ReadonlySet<number>
  readonly meddle?: (name: string, request: Value, groups: Map<number, number>) => void
  readonly refuse?: (name: string, request: Value) => number | undefined
}

/** A kernel that keeps links and their groups. */
class Kernel extends Changing {
  constructor({ groups, kept, meddle, refuse }: Scene) {
    super(
      {
        dumps: {
          RTM_GETLINK: (answer, request) => {
            meddle?.('RTM_GETLINK', request, groups)
            for (const [index, group] of groups)
              answer.message(16, this.bytes('RTM_NEWLINK', link(index, `l${index}`, group === 0 ? {} : { group })))
            answer.done()
          },
        },
        answers: {},
      },
      (name, request) => {
        meddle?.(name, request, groups)
        const errno = refuse?.(name, request)
        if (errno !== undefined) return errno
        const index = indexOf(request)
        if (name === 'RTM_DELLINK' && request['group'] !== undefined) {
          for (const [one, group] of groups)
            if (group === request['group'] && kept?.has(one) !== true) groups.delete(one)
          return 0
        }
        if (!groups.has(index)) return ENODEV
        if (name === 'RTM_DELLINK') {
          if (kept?.has(index) !== true) groups.delete(index)
        } else groups.set(index, request['group'] as number)
        return 0
      },
    )
  }
}

const groupsOf = (...pairs: readonly (readonly [number, number])[]): Map<number, number> => new Map(pairs)

t.test('the links are moved to an unused group, which is deleted', async (t) => {
  const groups = groupsOf([3, 5], [4, 6], [5, 0])
  const kernel = new Kernel({ groups })
  const rtnl = await kernel.open()
  await rtnl.links.deleteAll([])
  t.strictSame(kernel.asked(), [])
  await rtnl.links.deleteAll([4, 5, 4])
  t.strictSame([...groups], [[3, 5]])
  const asked = kernel.asked()
  const dump = ['RTM_GETLINK dump', { extMask: ['skip_stats'] }]
  const group = asked.at(-2)?.[1]['group'] as number
  t.ok(group >= FIRST_TEMPORARY)
  t.strictSame(asked, [
    dump,
    ['RTM_NEWLINK request', { header: { index: 4 }, group }],
    ['RTM_NEWLINK request', { header: { index: 5 }, group }],
    dump,
    ['RTM_DELLINK request', { group }],
    dump,
  ])
  await rtnl.links.deleteAll([3])
  t.strictSame(kernel.asked(), [['RTM_DELLINK request', { header: { index: 3 } }]], 'one needs no group')
})

t.test('a name that does not exist', async (t) => {
  const network = new Changing({ dumps: { RTM_GETLINK: [link(3, 'a'), link(4, 'b')] } })
  const rtnl = await network.open()
  await t.rejects(rtnl.links.deleteAll(['a', 'gone']), { code: 'ENODEV', message: /gone/ })
  t.strictSame(network.asked(), [lookup('a'), lookup('gone')])
})

t.test('after every failure the groups are restored', async (t) => {
  const failures: { readonly [what: string]: Omit<Scene, 'groups'> & { readonly code: string } } = {
    'one can not be moved': {
      refuse: (name, { group }) => (name === 'RTM_NEWLINK' && group === 99 ? EPERM : undefined),
      meddle: (name, request, groups) => {
        if (name === 'RTM_NEWLINK' && indexOf(request) === 5) groups.delete(5)
      },
      code: 'ENODEV',
    },
    'the group can not be deleted': {
      refuse: (name) => (name === 'RTM_DELLINK' ? EOPNOTSUPP : undefined),
      code: 'EOPNOTSUPP',
    },
    'the kernel says yes and keeps one': { kept: new Set([4]), code: 'ERR_NOT_DELETED' },
    'one that was moved away can not be deleted': {
      meddle: (name, _, groups) => {
        if (name === 'RTM_DELLINK' && groups.has(5)) groups.set(4, 77)
      },
      refuse: (name, request) => (name === 'RTM_DELLINK' && indexOf(request) === 4 ? EPERM : undefined),
      code: 'ERR_BATCH',
    },
  }
  for (const [what, { code, ...scene }] of Object.entries(failures)) {
    const groups = groupsOf([4, 6], [5, 3], [9, 8])
    const rtnl = await new Kernel({ groups, ...scene }).open()
    await t.rejects(rtnl.links.deleteAll([4, 5]), { code }, what)
    t.ok(
      [...groups.values()].every((group) => group < FIRST_TEMPORARY),
      `${what}: ${JSON.stringify([...groups])}`,
    )
    t.equal(groups.get(9), 8)
  }
})

t.test('a link that is not listed, and links that others delete or move at the last moment', async (t) => {
  const groups = groupsOf([4, 6], [5, 0])
  const rtnl = await new Kernel({ groups }).open()
  await t.rejects(rtnl.links.deleteAll([4, 5, 99]), { code: 'ENODEV' })
  t.strictSame([...groups.values()], [6, 0])
  const empty = groupsOf([4, FIRST_TEMPORARY + 1], [5, FIRST_TEMPORARY + 2])
  const kernel = new Kernel({ groups: empty })
  await (await kernel.open()).links.deleteAll([4, 5])
  t.strictSame([...empty], [])
  t.notOk(
    kernel.asked().some(([, { group }]) => group !== undefined),
    'an empty group is not deleted',
  )
  for (const code of ['EOPNOTSUPP', undefined]) {
    const moved = groupsOf([4, 6], [5, 3])
    const racing = new Kernel({
      groups: moved,
      meddle: (name, { group }, groups) => {
        if (name === 'RTM_DELLINK' && group !== undefined) for (const index of [4, 5]) groups.set(index, 12)
      },
      refuse: (name, { group }) =>
        name === 'RTM_DELLINK' && group !== undefined ? (code === undefined ? ENODEV : EOPNOTSUPP) : undefined,
    })
    const outcome = await (await racing.open()).links.deleteAll([4, 5]).catch((error: unknown) => error)
    t.match(outcome ?? {}, code === undefined ? {} : { code })
    t.strictSame([...moved.values()], code === undefined ? [] : [12, 12], 'what another program has set stays')
  }
})

t.test('an abort restores the groups too', async (t) => {
  const groups = groupsOf([4, 6], [5, 3])
  const controller = new AbortController()
  const rtnl = await new Kernel({ groups, meddle: (name) => name === 'RTM_NEWLINK' && controller.abort() }).open()
  await t.rejects(rtnl.links.deleteAll([4, 5], { signal: controller.signal }), { name: 'AbortError' })
  t.strictSame(
    [...groups],
    [
      [4, 6],
      [5, 3],
    ],
  )
})

t.test('a link that could not be restored is reported', async (t) => {
  for (const refusing of ['RTM_NEWLINK', 'RTM_GETLINK']) {
    const groups = groupsOf([4, 6], [5, 3])
    let deletions = 0
    const kernel = new Kernel({
      groups,
      refuse: (name, { group }) => {
        if (name === 'RTM_DELLINK') return ++deletions === 1 ? EOPNOTSUPP : undefined
        return deletions > 0 && refusing === 'RTM_NEWLINK' && group === 6 ? EPERM : undefined
      },
      meddle: (name) => {
        if (deletions > 0 && name === refusing && name === 'RTM_GETLINK') rtnl.close()
      },
    })
    const rtnl = await kernel.open()
    const error = await rtnl.links.deleteAll([4, 5]).catch((error: unknown) => error)
    t.match(error, { code: 'ERR_NOT_RESTORED', cause: { code: 'EOPNOTSUPP' } }, refusing)
    t.match(
      (error as Error).message,
      refusing === 'RTM_NEWLINK' ? /\(index 4\): .*EPERM/ : /\(index 4, 5\): ClosedError/,
    )
  }
})

t.test('a link that others delete before it could be restored', async (t) => {
  const groups = groupsOf([4, 6], [5, 3])
  const kernel = new Kernel({
    groups,
    refuse: (name) => (name === 'RTM_DELLINK' ? EOPNOTSUPP : undefined),
    meddle: (name, { group }, groups) => {
      if (name === 'RTM_NEWLINK' && group === 6) groups.delete(4)
    },
  })
  await t.rejects((await kernel.open()).links.deleteAll([4, 5]), { code: 'EOPNOTSUPP' })
  t.strictSame([...groups], [[5, 3]])
})

t.test('a link of others in the group: ours are deleted one by one, and it remains', async (t) => {
  const groups = groupsOf([4, 6], [5, 3], [9, 8])
  const kernel = new Kernel({
    groups,
    meddle: (name, { group }, groups) => {
      if (name === 'RTM_NEWLINK') groups.set(9, group as number)
    },
  })
  const rtnl = await kernel.open()
  await rtnl.links.deleteAll([4, 5])
  t.strictSame([...groups.keys()], [9])
  t.strictSame(
    kernel.asked().filter(([name]) => name.startsWith('RTM_DEL')),
    [
      ['RTM_DELLINK request', { header: { index: 4 } }],
      ['RTM_DELLINK request', { header: { index: 5 } }],
    ],
  )
})

t.test('a link that another call is deleting stays in its group until that call deletes it', async (t) => {
  const claimed = FIRST_TEMPORARY + 5
  const groups = groupsOf([4, claimed], [5, 3], [6, 0])
  const kernel = new Kernel({ groups })
  const rtnl = await kernel.open()
  await rtnl.links.deleteAll([4, 5, 6])
  t.strictSame([...groups], [])
  const moved = kernel.asked().filter(([name]) => name.startsWith('RTM_NEW'))
  t.strictSame(
    moved.map(([, request]) => indexOf(request)),
    [5, 6],
  )
})

t.test(
  'a link that is moved away after it was checked is deleted all the same; a peer is gone with its other end',
  async (t) => {
    const groups = groupsOf([4, 6], [5, 3], [6, 0])
    const kernel = new Kernel({
      groups,
      meddle: (name, request, groups) => {
        if (name !== 'RTM_DELLINK') return
        if (request['group'] === undefined) groups.delete(6)
        else for (const index of [5, 6]) groups.set(index, 44)
      },
    })
    const rtnl = await kernel.open()
    await rtnl.links.deleteAll([4, 5, 6])
    t.strictSame([...groups], [])
  },
)
