/** Elements of sets in large numbers: the fast paths agree with the general ones. */

import t from 'tap'
import type { SetValue } from '../../../../src/netfilter/nftables/set-contents.ts'
import { readElementsOfSet } from '../../../../src/netfilter/nftables/set-elements.ts'
import type { Datatype, Scalar } from '../../../../src/netfilter/nftables/statements/datatypes.ts'
import { datatypes } from '../../../../src/netfilter/nftables/statements/datatypes.ts'
import { sortedIndexes } from '../../../../src/netfilter/nftables/statements/radix-sort.ts'
import { ElementReader, readElements } from '../../../../src/netfilter/nftables/statements/read-elements.ts'
import { parseRange } from '../../../../src/netfilter/nftables/statements/values.ts'
import { buildElements, KEY_ONLY } from '../../../../src/netfilter/nftables/statements/write-elements.ts'
import type { Element } from '../../../../src/netfilter/nftables/tables/element.ts'
import { messageTypes } from '../../../../src/netfilter/tables/index.ts'
import { encode } from '../../../../src/netlink/codec/encode/encode.ts'
import type { Typed } from '../../../../src/netlink/codec/node.ts'
import { NLM_F_ACK } from '../../../../src/netlink/protocol/header.ts'
import { FakeKernel } from '../../../../src/netlink/transport/fake.ts'
import { Nftables } from '../../../../src/nftables.ts'
import { netfilterMessages as messages } from '../../../registry.ts'

const part = (type: Datatype, size = type.size as number) => ({ type, size })

t.test('numbers are sorted', async (t) => {
  const numbers = Array.from({ length: 3000 }, (_, at) => Math.imul(at + 1, 2654435761) >>> 0)
  const sorted = [...numbers].sort((one, other) => one - other)
  t.strictSame(
    Array.from(sortedIndexes(numbers), (index) => numbers[index]),
    sorted,
  )
  t.strictSame([...sortedIndexes([7, 5, 7, 5, 0xffffffff, 0])], [5, 1, 3, 0, 2, 4], 'equal ones stay as they are')
  t.strictSame([...sortedIndexes([])], [])
})

t.test('a wildcard covers the bytes after its name', async (t) => {
  const ends = (name: string): string[] => {
    const { from, to } = parseRange(part(datatypes.ifname), name, 'le', 'key')
    return [from, to].map((end) => end.toString(16))
  }
  const name = '303132333435363738396162636465'
  t.strictSame(ends('0123456789abcde*'), [`${name}00`, `${name}ff`])
  t.strictSame(ends('0123456789abcd*'), [`${name.slice(0, -2)}0000`, `${name.slice(0, -2)}ffff`])
  t.throws(() => ends('0123456789abcdef*'), { code: 'ERR_ENCODE', expected: 'text of at most 15 bytes' })
})

const KEYS: readonly (readonly [Datatype, Scalar, number?])[] = [
  [datatypes.ipv4_addr, '10.9.0.1'],
  [datatypes.ipv6_addr, '2001:db8::1'],
  [datatypes.ether_addr, '02:42:ac:11:00:02'],
  [datatypes.inet_service, 8080],
  [datatypes.mark, 0x1234],
  [datatypes.uid, 1000],
  [datatypes.host_integer, 5],
]

t.test('the fast path of keys gives the same bytes as the general one', async (t) => {
  const build = (type: Datatype, key: Scalar, order: 'le' | 'be'): Uint8Array | undefined =>
    buildElements([part(type)], [{ key, rest: {} }], order, 'elements', false).elements[0]?.key?.value
  for (const [type, key] of KEYS)
    for (const order of ['le', 'be'] as const) {
      const other = typeof key === 'number' ? `0x${key.toString(16)}` : `${key}-${key}`
      const addressed =
        typeof key === 'string' && type !== datatypes.ether_addr ? `${key}/${type.format === 'ipv4' ? 32 : 128}` : other
      t.strictSame(build(type, key, order), build(type, addressed, order), `${type.name} ${key}`)
    }
  for (const [type, key] of [
    [datatypes.inet_service, 65536],
    [datatypes.inet_service, -1],
    [datatypes.inet_service, 1.5],
    [datatypes.ipv4_addr, 'x'],
    [datatypes.ipv4_addr, '::1'],
    [datatypes.ipv4_addr, 5],
  ] as const)
    t.throws(() => build(type, key, 'le'), /^elements\[0\]: expected /, `${key}`)
  t.throws(
    () => buildElements([part(datatypes.ipv4_addr)], [{ key: 'x', rest: KEY_ONLY }], 'le', 'elements', false, 2048),
    /^elements\[2048\]: /,
    'counted from the first',
  )
})

t.test('intervals are read in any order', async (t) => {
  const type = part(datatypes.ipv4_addr)
  for (const keys of [
    ['10.9.0.1', '10.9.0.5', '10.9.0.3'],
    ['10.9.0.5', '10.9.0.3', '10.9.0.1'],
  ]) {
    const { elements } = buildElements(
      [type],
      keys.map((key) => ({ key, rest: {} })),
      'le',
      'elements',
      true,
    )
    t.strictSame(
      readElements([type], [...elements].reverse(), true, 'le').map(({ key }) => key),
      ['10.9.0.1', '10.9.0.3', '10.9.0.5'],
    )
  }
})

t.test('short keys are read like long ones', async (t) => {
  const type = datatypes.ipv4_addr
  const value = (...bytes: number[]) => ({ value: Uint8Array.from(bytes) })
  const elements: Element[] = [
    { key: value(10, 9, 0, 200) },
    { key: value(255, 0, 0, 1), keyEnd: value(255, 0, 0, 9) },
    { flags: ['catchall'] },
    { key: value(10, 9, 0, 1) },
    {},
  ]
  const read = (interval: boolean) => readElements([part(type)], elements, interval, 'le').map(({ key }) => key)
  t.strictSame(read(false), ['0.0.0.0', '10.9.0.1', '10.9.0.200', '255.0.0.1-255.0.0.9', '*'])
  const long = Array.from({ length: 3 }, (_, at) => ({ key: value(2, 0, 0, 0, 0, 3 - at) }))
  t.strictSame(
    readElements([part(datatypes.ether_addr)], long, false, 'le').map(({ key }) => key),
    ['02:00:00:00:00:01', '02:00:00:00:00:02', '02:00:00:00:00:03'],
  )
})

t.test('duplicate keys of any length are reported', async (t) => {
  for (const type of [datatypes.ipv4_addr, datatypes.ipv6_addr]) {
    const reader = new ElementReader([part(type)], false, 'le', (key) => key)
    const element = (last: number): Element => ({ key: { value: new Uint8Array(type.size as number).fill(last) } })
    const whole = (...lasts: number[]) => reader.whole(lasts.map((last) => reader.message([element(last)])))
    t.match(whole(3, 1, 2), { twice: false })
    t.match(whole(3, 1, 3), { twice: true })
    t.equal(whole(3, 1, 2).all.length, 3)
  }
})

t.test('elements with values, timeouts, statements and comments', async (t) => {
  const set = { family: 'inet', keyType: 7, keyLen: 4 } as unknown as SetValue
  const key = { value: Uint8Array.of(10, 9, 0, 1) }
  const read = (more: Element) => readElementsOfSet(set, [{ key, ...more }], 'le')
  t.strictSame(read({ expressions: [] }), [{ key: '10.9.0.1' }])
  t.strictSame(read({ expr: { name: 'last', data: {} } }), [{ key: '10.9.0.1', statements: [{ last: {} }] }])
  t.strictSame(read({ userdata: Uint8Array.of(0, 3, 104, 105, 0, 9, 2, 5, 6) }), [
    { key: '10.9.0.1', comment: 'hi', userdata: '09020506' },
  ])
})

/** A kernel with one set, whose elements differ in every dump. */
const growing = async (told: (time: number) => readonly number[]) => {
  let time = 0
  const kernel = new FakeKernel((request, answer) => {
    const send = (name: keyof typeof messageTypes, value: object): void => {
      const { type, node } = messageTypes[name]
      answer.message(type, encode(node as unknown as Typed<unknown>, { header: { family: 'inet' }, ...value }))
    }
    const name = messages.get(request.type)?.name
    if (name === 'NFT_MSG_GETGEN') return send('NFT_MSG_NEWGEN', { id: 1 })
    if (name === 'NFT_MSG_GETSET') send('NFT_MSG_NEWSET', { table: 't', name: 's', keyType: 7, keyLen: 4 })
    if (name === 'NFT_MSG_GETSETELEM')
      for (const last of told(time++))
        send('NFT_MSG_NEWSETELEM', { elements: [{ key: { value: Uint8Array.of(10, 9, 0, last) } }] })
    if (name?.startsWith('NFT_MSG_GET') === true) answer.done()
    else if ((request.flags & NLM_F_ACK) !== 0) answer.ack()
  })
  return { kernel, nft: await Nftables.open({ transport: kernel }) }
}

t.test('a set that grows during a dump is read again', async (t) => {
  const { nft } = await growing((time) => (time < 3 ? [1, 2, 2] : [3, 1, 2]))
  for (const { sets } of [await nft.ruleset(), { sets: await nft.sets.list() }])
    t.strictSame(
      sets[0]?.elements?.map(({ key }) => key),
      ['10.9.0.1', '10.9.0.2', '10.9.0.3'],
    )
  nft.close()
  const { nft: endless } = await growing(() => [1, 1])
  await t.rejects(endless.sets.list(), { name: 'DumpInterruptedError' })
  endless.close()
})

t.test('if one element is invalid, none is sent', async (t) => {
  const { nft, kernel } = await growing(() => [])
  const where = { family: 'inet', table: 't', name: 's' } as const
  const elements = Array.from({ length: 3000 }, (_, at) => ({ key: at === 2500 ? 'x' : `10.9.${at >> 8}.${at & 255}` }))
  await nft.transaction((tx) => {
    t.throws(() => tx.elements.add(where, elements), /^elements\[2500\]: expected an IPv4 address/)
    t.equal(tx.requests.length, 0)
    tx.elements.add(where, elements.slice(0, 2500))
    t.equal(tx.requests.length, 3)
  })
  t.equal(kernel.requests.filter(({ type }) => type === messageTypes.NFT_MSG_NEWSETELEM.type).length, 3)
  nft.close()
})
