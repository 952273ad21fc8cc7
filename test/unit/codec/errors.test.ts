/** The errors of the codec: their messages, and how programs distinguish them. */
import { runInNewContext } from 'node:vm'
import t from 'tap'
import { DecodeError, EncodeError, isNetlinkError, joinPath, NetlinkError } from '../../../src/netlink/codec/errors.ts'

t.test('the base has a code, a cause and a brand', async (t) => {
  const cause = new Error('because')
  const error = new NetlinkError('ERR_SOMETHING', 'it went wrong', { cause })
  t.match(error, { name: 'NetlinkError', code: 'ERR_SOMETHING', message: 'it went wrong' })
  t.equal(error.cause, cause)
  t.ok(error instanceof Error)
  t.ok(isNetlinkError(error))
  t.same(Object.keys(error).sort(), ['code', 'name'], 'the brand is not in the way')
})

t.test('the brand works across builds and realms', async (t) => {
  const foreign: unknown = runInNewContext(
    "Object.defineProperty(new Error('elsewhere'), Symbol.for('rtnl.NetlinkError'), { value: true })",
  )
  t.notOk(foreign instanceof NetlinkError)
  t.ok(isNetlinkError(foreign))
  for (const other of [new Error('x'), { code: 'ERR_DECODE' }, null, undefined, 'ERR_DECODE', 5])
    t.notOk(isNetlinkError(other))
})

t.test('a DecodeError has path and offset', async (t) => {
  const error = new DecodeError('3 bytes, expected 4', 'linkinfo.data.id', 36)
  t.equal(error.message, 'linkinfo.data.id: 3 bytes, expected 4 (at byte 36)')
  t.match(error, { name: 'DecodeError', code: 'ERR_DECODE', path: 'linkinfo.data.id', offset: 36 })
  t.equal(new DecodeError('too short', '', 0).message, 'too short (at byte 0)')
})

t.test('an EncodeError states what was expected and what was given', async (t) => {
  const said = (given: unknown, suggestion?: string): string =>
    new EncodeError('mtu', 'a number', given, suggestion).message
  t.equal(said(undefined), 'mtu: expected a number')
  t.equal(said('1"5'), 'mtu: expected a number, got "1\\"5"')
  t.equal(said(12n), 'mtu: expected a number, got 12n')
  t.equal(said(Uint8Array.of(1, 2, 3)), 'mtu: expected a number, got 3 bytes')
  t.equal(said([1]), 'mtu: expected a number, got a list')
  t.equal(said({ a: 1 }), 'mtu: expected a number, got an object')
  t.equal(said(null), 'mtu: expected a number, got null')
  t.equal(said(1.5), 'mtu: expected a number, got 1.5')
  t.equal(said(Symbol('s')), 'mtu: expected a number, got Symbol(s)')
  t.equal(said('mut', 'mtu'), 'mtu: expected a number, got "mut"; did you mean mtu?')
  t.equal(new EncodeError('', 'an object', 4).message, 'value: expected an object, got 4')
  t.match(new EncodeError('mtu', 'a number', 1), {
    name: 'EncodeError',
    code: 'ERR_ENCODE',
    path: 'mtu',
    expected: 'a number',
  })
})

t.test('an EncodeError with another path is otherwise the same', async (t) => {
  const error = new EncodeError('priority', 'a number', 'x', '7')
  const renamed = error.renamed('metric')
  t.equal(renamed.message, 'metric: expected a number, got "x"; did you mean 7?')
  t.match(renamed, { name: 'EncodeError', code: 'ERR_ENCODE', path: 'metric', expected: 'a number' })
  t.equal(renamed.renamed('peer.metric').message, 'peer.metric: expected a number, got "x"; did you mean 7?')
  t.equal(error.path, 'priority', 'the first one stays as it is')
})

t.test('paths', async (t) => {
  t.equal(joinPath('', 'mtu'), 'mtu')
  t.equal(joinPath('linkinfo', 'kind'), 'linkinfo.kind')
  t.equal(joinPath('multipath', 3), 'multipath[3]')
})
