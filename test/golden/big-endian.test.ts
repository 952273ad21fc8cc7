/** Messages of a big-endian kernel, made from little-endian ones by swapping the bytes of every number. */
import { deepStrictEqual } from 'node:assert/strict'
import t from 'tap'
import { decode } from '../../src/netlink/codec/decode/decode.ts'
import { decodeShaped } from '../../src/netlink/codec/decode/shaped.ts'
import { encode } from '../../src/netlink/codec/encode/encode.ts'
import { golden, hexOf, shapeOf } from './messages.ts'
import { readEveryWay } from './readers.ts'
import { swapped } from './swap.ts'

t.test('the same values', async (t) => {
  let turned = 0
  for (const { node, bytes, command, type } of golden()) {
    const big = swapped(node, bytes)
    if (hexOf(big) !== hexOf(bytes)) turned++
    const { value, problems } = readEveryWay(node, big, 'be')
    if (problems.length > 0) t.same(problems, [], `${type} of ${command}`)
    deepStrictEqual(value, decode<unknown>(node, bytes, { order: 'le' }), `${type} of ${command}`)
    deepStrictEqual(
      decodeShaped(node, shapeOf(node), big, { order: 'be' }),
      decodeShaped(node, shapeOf(node), bytes, { order: 'le' }),
    )
    const exact = decode<unknown>(node, big, { order: 'be', exact: true })
    if (hexOf(encode<unknown>(node, exact, { order: 'be' })) !== hexOf(big))
      t.equal(hexOf(encode<unknown>(node, exact, { order: 'be' })), hexOf(big), `${type} of ${command}`)
  }
  t.equal(turned, 1384, 'messages that differ')
})
