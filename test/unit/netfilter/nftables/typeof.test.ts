/** Declarations of sets in user data that no nft writes: truncated, without a number, or with an unknown number. */
import t from 'tap'
import { numberNote } from '../../../../src/netfilter/nftables/statements/set-notes.ts'
import { isWritten, KEY_TYPEOF, typeofs, writeTypeof } from '../../../../src/netfilter/nftables/typeof.ts'
import { joinBytes, noteBytes, readNotes } from '../../../../src/netfilter/nftables/userdata.ts'
import type { ByteOrder } from '../../../../src/netlink/codec/order.ts'

const ORDERS = ['le', 'be'] as const
const [KIND, DATA] = [0, 1]

/** The declaration in user data of a kind, by the bytes of its attributes. */
const keyOf = (kind: number, data: ArrayLike<number>, order: ByteOrder): string | undefined => {
  const note = joinBytes([numberNote(KIND, kind, order), noteBytes(DATA, Uint8Array.from(data))])
  return typeofs(noteBytes(KEY_TYPEOF, note), order).key
}

t.test('numbers that are absent or have no word', async (t) => {
  const [RAW, META, CT, IPSEC] = [7, 9, 12, 27]
  const raw = (base: number) =>
    [
      [0, 0],
      [2, base],
      [3, 160],
      [4, 16],
    ] as const
  for (const [kind, numbers, text] of [
    [RAW, raw(3), '@th,160,16'],
    [RAW, raw(5), undefined],
    [META, [[0, 3]], 'meta mark'],
    [META, [], undefined],
    [
      CT,
      [
        [0, 3],
        [1, 1],
      ],
      'ct reply mark',
    ],
    [CT, [[0, 3]], 'ct mark'],
    [CT, [[1, 1]], undefined],
    [
      IPSEC,
      [
        [0, 6],
        [2, 1],
      ],
      'ipsec out spi',
    ],
    [
      IPSEC,
      [
        [0, 7],
        [2, 1],
      ],
      undefined,
    ],
    [IPSEC, [[2, 1]], undefined],
  ] as const)
    for (const order of ORDERS) {
      const data = joinBytes(numbers.map(([type, value]) => numberNote(type, value, order)))
      t.equal(keyOf(kind, data, order), text, `${kind} ${JSON.stringify(numbers)} ${order}`)
    }
})

t.test('a concatenation whose parts are truncated', async (t) => {
  for (const order of ORDERS) {
    const whole = writeTypeof(KEY_TYPEOF, 'ip saddr . tcp dport', order) as Uint8Array
    const parts = readNotes(whole.subarray(2))?.find(({ type }) => type === DATA)?.value as Uint8Array
    t.equal(keyOf(13, parts, order), 'ip saddr . tcp dport')
    for (let length = 0; length < parts.length; length++)
      t.equal(keyOf(13, parts.subarray(0, length), order), undefined, `${length} bytes ${order}`)
  }
})

t.test('a key that nft has no numbers for matches no declaration', async (t) => {
  for (const order of ORDERS) {
    const note = { type: KEY_TYPEOF, value: (writeTypeof(KEY_TYPEOF, 'ip saddr', order) as Uint8Array).subarray(2) }
    t.equal(isWritten(note, 'ip saddr', order), true)
    t.equal(isWritten(note, 'ip daddr', order), false)
    t.equal(isWritten(note, 'jhash ip saddr mod 5', order), false)
    t.equal(isWritten({ type: KEY_TYPEOF, value: new Uint8Array(0) }, 'jhash ip saddr mod 5', order), false)
  }
})
