/** Encoded statements are remembered: the bytes are the same whether or not a statement was written before. */
import t from 'tap'
import { assembleAll } from '../../../../src/netfilter/nftables/statements/assemble.ts'
import type { WriteContext } from '../../../../src/netfilter/nftables/statements/context.ts'
import { operandsOf } from '../../../../src/netfilter/nftables/statements/keys.ts'
import { operandsFor } from '../../../../src/netfilter/nftables/statements/operands.ts'
import type { Statement } from '../../../../src/netfilter/nftables/statements/types.ts'
import { messageTypes } from '../../../../src/netfilter/tables/index.ts'
import { encode } from '../../../../src/netlink/codec/encode/encode.ts'
import type { Typed } from '../../../../src/netlink/codec/node.ts'
import { accept, counter, ct, ip, jump, meta, tcp } from '../../../../src/nftables.ts'

const context = (order: 'le' | 'be'): WriteContext => ({
  family: 'inet',
  order,
  set: (name) => ({ name, reference: {}, interval: false, dataLength: 0 }),
  anonymous: () => ({ name: '', reference: {}, interval: false, dataLength: 0 }),
})

const bytesOf = (order: 'le' | 'be', statements: readonly Statement[]): Uint8Array => {
  const expressions = assembleAll(statements, context(order), 'statements')
  const value = { header: { family: 'inet' }, expressions }
  return encode(messageTypes.NFT_MSG_NEWRULE.node as unknown as Typed<unknown>, value, { order })
}

/** Encodes without anything that was remembered before. */
const afresh = (order: 'le' | 'be', statements: readonly Statement[]): Uint8Array => {
  const expressions = structuredClone(assembleAll(statements, context(order), 'statements'))
  const value = { header: { family: 'inet' }, expressions }
  return encode(messageTypes.NFT_MSG_NEWRULE.node as unknown as Typed<unknown>, value, { order })
}

const rule = [
  meta.iifname('eth0'),
  ct.state('established,related'),
  ct.state('!=', 'new'),
  ct.state('==', 'new'),
  meta.mark(7),
  tcp.dport(22),
  ip.saddr('10.9.0.0/20'),
  counter(),
  counter(3, 4),
  { extension: 'match', name: 'x', rev: 0, info: '' } as const,
  jump('undefined'),
  jump('x'),
  accept(),
]

t.test('the same bytes every time, in either order', async (t) => {
  for (const order of ['le', 'be', 'le'] as const)
    for (let time = 0; time < 3; time++) t.strictSame(bytesOf(order, rule), afresh(order, rule))
  t.notSame(bytesOf('le', rule), bytesOf('be', rule))
})

t.test('a verdict without a chain is not taken for one with a chain', async (t) => {
  const two = [jump('undefined'), { verdict: 'jump' } as Statement]
  t.strictSame(bytesOf('le', two), afresh('le', two))
  t.notSame(bytesOf('le', two.slice(0, 1)), bytesOf('le', two.slice(1)))
})

t.test('more statements than are remembered', async (t) => {
  for (let at = 0; at < 5000; at++) {
    const statements = [meta.iifname(`link${at}`), ct.state('established,related')]
    if (at % 1000 < 3) t.strictSame(bytesOf('le', statements), afresh('le', statements))
    else bytesOf('le', statements)
    operandsOf(`@nh,${at * 8},8`)
    operandsFor({ name: 'payload', data: { base: 'network', offset: at, len: 1 } })
  }
  t.strictSame(operandsOf('@nh,39992,8'), operandsOf('@nh,39992,8'))
  t.match(operandsFor({ name: 'payload', data: { base: 'network', offset: 4999, len: 1 } }), [{ name: '@nh,39992,8' }])
})
