/** Lines of objects that the fake kernel of the other tests does not have. */
import fc from 'fast-check'
import t from 'tap'
import { formatConnection } from '../../../src/cli/format/connection.ts'
import { formatRoute } from '../../../src/cli/format/route.ts'
import { toJson } from '../../../src/cli/json.ts'
import type { Connection } from '../../../src/netfilter/conntrack/connection.ts'
import type { Route } from '../../../src/rtnl/shapes.ts'

const FORWARD = { src: '192.0.2.1', dst: '198.51.100.7', sport: 1024, dport: 53 }
const BACK = { src: '198.51.100.7', dst: '192.0.2.1', sport: 53, dport: 1024 }

t.test('zones of one direction', async (t) => {
  const line = (original: object, reply: object, more: object = {}): string =>
    formatConnection({ family: 'ip', protocol: 'udp', status: [], original, reply, ...more } as unknown as Connection)
  const ways = 'ip udp 192.0.2.1:1024 -> 198.51.100.7:53'
  t.equal(line(FORWARD, { ...BACK, zone: 6 }), `${ways} zone-reply 6`, 'although replies come from there')
  t.equal(line({ ...FORWARD, zone: 5 }, BACK), `${ways} zone-orig 5`)
  t.equal(line(FORWARD, BACK, { zone: 7 }), `${ways} zone 7`)
  t.equal(
    line({ ...FORWARD, zone: 5 }, { ...BACK, dst: '10.0.0.1', zone: 6 }),
    `${ways} zone-orig 5 reply 198.51.100.7:53 -> 10.0.0.1:1024 zone-reply 6`,
  )
})

t.test('the TTL of MPLS', async (t) => {
  const colours = { cyan: String, bold: String }
  const lines = (more: object): string[] => {
    const route = { family: 'inet', type: 'unicast', dst: '10.0.0.0/8', tos: 0, table: 'main', protocol: 'boot' }
    const whole = { ...route, scope: 'global', flags: [], ...more } as unknown as Route
    return formatRoute(whole, { names: new Map(), colours, details: false } as unknown as Parameters<
      typeof formatRoute
    >[1])
  }
  const encap = { encapType: 'mpls', encap: { dst: '100/200', ttl: 9 } }
  t.same(lines(encap), ['10.0.0.0/8 encap mpls 100/200 ttl 9'])
  t.same(lines({ ...encap, encap: { dst: '100' } }), ['10.0.0.0/8 encap mpls 100'])
  t.same(lines({ ttlPropagate: false }), ['10.0.0.0/8 ttl-propagate disabled'])
  t.same(
    lines({ multipath: [{ weight: 1, flags: [], gateway: '192.0.2.7', ttlPropagate: true }] })[1],
    '\tnexthop via 192.0.2.7 weight 1 ttl-propagate enabled',
  )
})

t.test('JSON: as JSON.stringify writes it, with text for bytes and for integers of 64 bits', async (t) => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'binary-ascii' }), (value) => {
      t.same(JSON.parse(toJson(value)), JSON.parse(JSON.stringify(value)))
    }),
    { numRuns: 200 },
  )
  const odd = [Number.NaN, Number.POSITIVE_INFINITY, null, undefined, true, 7n, -0.5]
  t.equal(toJson(odd), '[null,null,null,null,true,"7",-0.5]')
  t.equal(toJson({ none: undefined, call: () => 1, bytes: Uint8Array.of(1, 0xab) }), '{"bytes":"01ab"}')
  t.equal(toJson(Buffer.from([7])), '"07"', 'a Buffer too')
  const error = Object.assign(new TypeError('no "such" thing'), { code: 'ENOENT' })
  t.equal(toJson({ error }), '{"error":{"name":"TypeError","code":"ENOENT","message":"no \\"such\\" thing"}}')
  t.equal(toJson({ 'a\u001bb': 'c\u202ed' }), '{"a\\u001bb":"c\\u202ed"}')
})
