/** Runs with code generation disabled: compiles and decodes every sample, and prints how many were decoded. */
import { deepStrictEqual, throws } from 'node:assert/strict'
import { compile } from '../../../../../../src/netlink/codec/decode/compile/compile.ts'
import { decodeShaped } from '../../../../../../src/netlink/codec/decode/shaped.ts'
import { encode } from '../../../../../../src/netlink/codec/encode/encode.ts'
import { orders } from '../../../bytes.ts'
import { everything, shapes, values } from '../../../everything.ts'

throws(() => new Function('return true'), EvalError)
let same = 0
for (const value of Object.values(values))
  for (const shape of Object.values(shapes))
    for (const order of orders) {
      const bytes = encode(everything, value, { order })
      const read = compile(everything, shape, { order })(bytes, new DataView(bytes.buffer), 0, bytes.length)
      deepStrictEqual(read, decodeShaped(everything, shape, bytes, { order }))
      same++
    }
console.log(`${same} the same`)
