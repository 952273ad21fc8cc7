/**
 * Read-only fields: refused in objects that a program wrote, omitted from objects that were read, and listed in the
 * docs.
 */
import { readFileSync } from 'node:fs'
import t from 'tap'
import { PAGE, page } from '../../scripts/read-only.ts'
import { readOnlyKeys, settable, settableNest, wasRead } from '../../src/client/read-only.ts'
import { address } from '../../src/rtnl/address/tables/address.ts'
import { bridge } from '../../src/rtnl/link/tables/kinds/bridge.ts'
import { vrfPort } from '../../src/rtnl/link/tables/kinds/vrf.ts'
import { link } from '../../src/rtnl/link/tables/link.ts'
import { addressReadOnly, linkReadOnly, routeReadOnly } from '../../src/rtnl/read-only-fields.ts'
import { route } from '../../src/rtnl/route/tables/route.ts'

const READ = { family: 'inet', tos: 0, table: 'main', protocol: 'boot', scope: 'link', type: 'unicast' } as const

t.test('docs/read-only.md agrees with the tables', async (t) => {
  const written = readFileSync(PAGE, 'utf8')
  t.equal(written, page(written), 'run node --import ./test/typescript.mjs scripts/read-only.ts')
})

t.test('an object that was read, and one that a program wrote', async (t) => {
  const listed = { ...READ, flags: ['onlink', 'dead', 1 << 25], cacheinfo: { expires: 5 }, dst: '10.0.0.0/8' }
  t.ok(wasRead(listed, routeReadOnly))
  t.strictSame(settable(listed, routeReadOnly), { ...READ, flags: ['onlink', 1 << 25], dst: '10.0.0.0/8' })
  const plain = { dst: '10.0.0.0/8', flags: ['onlink'], cacheinfo: undefined }
  t.equal(settable(plain, routeReadOnly), plain, 'as it is')
  t.throws(() => settable({ dst: 'default', cacheinfo: {} }, routeReadOnly), {
    path: 'cacheinfo',
    message: /the kernel alone sets it; a lifetime is set by `expires`/,
  })
  t.throws(() => settable({ flags: ['onlink', 'dead'] }, routeReadOnly), { name: 'EncodeError', path: 'flags[1]' })
})

t.test('a nest', async (t) => {
  const reported = Object.fromEntries(readOnlyKeys(bridge).map((key) => [key, 1]))
  t.strictSame(settableNest({ ...reported, ageingTime: 5 }, bridge, 'data'), { ageingTime: 5 })
  t.throws(
    () => settableNest(reported, bridge, 'data'),
    { name: 'EncodeError', path: 'data.rootId' },
    'nothing that can be set',
  )
  t.throws(() => settableNest({ ageingTime: 5, fdbNLearned: 3 }, bridge, 'data'), {
    name: 'EncodeError',
    path: 'data.fdbNLearned',
  })
  const own = { ageingTime: 5, fdbNLearned: undefined }
  t.equal(settableNest(own, bridge, 'data'), own)
  t.strictSame(settableNest({ table: 7 }, vrfPort, 'slaveData'), {}, 'of one that has nothing else')
})

t.test('named fields exist', async (t) => {
  const known = (node: typeof link | typeof route | typeof address, more: readonly string[] = []): Set<string> =>
    new Set([...Object.keys(node.attributes.rows), ...node.header.fields.map(({ key }) => key), ...more])
  const fieldsOf = ({ fields }: { readonly fields: object }): string[] => Object.keys(fields)
  const linkFields = known(link as never, ['altnames', 'peerNetns', 'xstats'])
  t.same(
    fieldsOf(linkReadOnly).filter((key) => !linkFields.has(key)),
    [],
  )
  t.same(
    fieldsOf(routeReadOnly).filter((key) => !known(route as never).has(key)),
    [],
  )
  t.same(
    fieldsOf(addressReadOnly).filter((key) => !known(address as never).has(key)),
    [],
  )
})
