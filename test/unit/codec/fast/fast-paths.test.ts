/** With the fast paths off none of them runs, and the results are the same. */
import t from 'tap'
import { compile } from '../../../../src/netlink/codec/decode/compile/compile.ts'
import { encodeInput } from '../../../../src/netlink/codec/encode/direct.ts'
import { fastPaths, setFastPaths } from '../../../../src/netlink/codec/fast/fast-paths.ts'
import { rule } from '../../../../src/rtnl/rule/tables/rule.ts'
import { ruleShape } from '../../../../src/rtnl/shapes.ts'

t.test('one switch for all', async (t) => {
  const before = fastPaths
  t.teardown(() => setFastPaths(before))
  const input = { family: 'inet', priority: 0x0102, src: '10.0.0.0/8', action: 'lookup' }
  let looked = 0
  // only the fast path reads the fields of this object in this order
  const watched = new Proxy(input, {
    get: (target, key) => {
      looked++
      return Reflect.get(target, key)
    },
  })
  const both = [true, false].map((enabled) => {
    setFastPaths(enabled)
    looked = 0
    const payload = encodeInput(rule, ruleShape, watched, 'le')
    const bytes = payload.bytes.slice(payload.start, payload.start + payload.length)
    const view = new DataView(bytes.buffer)
    const value = compile(rule, ruleShape, { order: 'le' })(bytes, view, 0, bytes.length)
    return { value, bytes: [...bytes], looked }
  })
  t.same(both[0]?.value, both[1]?.value)
  t.same(both[0]?.bytes, both[1]?.bytes)
  t.not(both[0]?.looked, both[1]?.looked, 'by another way')
})
