/** Random sets, maps and elements: every type of key, with all properties that an element may have. */
import fc from 'fast-check'
import type { Statement, Verdict } from '../../../src/nftables.ts'
import { accept, counter, drop, goto, jump, limit } from '../../../src/nftables.ts'

const T = { family: 'inet', table: 't' } as const

type Text = string | number

/** Single values and ranges of a type. */
interface KeyType {
  readonly type: string
  /** What it may be declared with instead (`typeof`). */
  readonly typeofs: readonly string[]
  readonly one: fc.Arbitrary<Text>
  /** None if the type has no ranges. */
  readonly range?: fc.Arbitrary<Text>
}

const number = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max })
const between = (min: number, max: number): fc.Arbitrary<Text> =>
  fc
    .tuple(number(min, max), number(min, max))
    .filter(([one, other]) => one !== other)
    .map(([one, other]) => `${Math.min(one, other)}-${Math.max(one, other)}`)

const v4 = fc.tuple(number(1, 223), number(0, 255), number(0, 255), number(0, 255)).map((bytes) => bytes.join('.'))
const v6 = fc
  .tuple(number(1, 0xffff), number(1, 0xffff), number(1, 0xffff))
  .map((words) => `2001:db8:${words.map((word) => word.toString(16)).join(':')}::1`)
const ether = fc
  .tuple(number(0, 255), number(0, 255))
  .map(([one, two]) => `02:42:ac:11:${one.toString(16).padStart(2, '0')}:${two.toString(16).padStart(2, '0')}`)
const prefix4 = fc
  .tuple(number(1, 223), number(0, 255), number(1, 3))
  .map(([first, second, size]) =>
    size === 1 ? `${first}.0.0.0/8` : `${first}.${second}.0.0/${size * 8 - (size === 3 ? 6 : 0)}`,
  )
const name = fc.stringMatching(/^[a-z][a-z0-9]{0,7}$/)
const words = (...all: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...all)

/** Without several flags at once: nft 1.0 crashes on them in concatenations. */
export const KEYS: readonly KeyType[] = [
  { type: 'ipv4_addr', typeofs: ['ip saddr', 'ct original ip daddr', 'arp saddr ip'], one: v4, range: prefix4 },
  { type: 'ipv6_addr', typeofs: ['ip6 daddr'], one: v6 },
  { type: 'ether_addr', typeofs: ['ether saddr'], one: ether },
  { type: 'inet_service', typeofs: ['tcp dport', 'th sport'], one: number(1, 65535), range: between(1, 65535) },
  { type: 'inet_proto', typeofs: ['ip protocol'], one: words('tcp', 'udp', 'icmp', 'sctp') },
  { type: 'mark', typeofs: ['meta mark', 'ct mark'], one: number(1, 0xffffffff), range: between(1, 0xffffffff) },
  { type: 'ifname', typeofs: ['meta iifname'], one: name },
  { type: 'ct_state', typeofs: ['ct state'], one: words('new', 'established', 'related') },
  { type: 'icmp_type', typeofs: ['icmp type'], one: words('echo-request', 'echo-reply', 'redirect') },
  { type: 'uid', typeofs: ['meta skuid'], one: number(1, 60000), range: between(1, 60000) },
]
/** Declared by `typeof` only: integers. */
export const DECLARED: readonly KeyType[] = [
  { type: 'integer', typeofs: ['vlan id'], one: number(1, 4095) },
  { type: 'integer', typeofs: ['udp length', 'ip length', '@nh,32,16'], one: number(1, 65535) },
  { type: 'integer', typeofs: ['meta length', 'meta cpu'], one: number(1, 65535) },
  { type: 'integer', typeofs: ['ipsec in reqid'], one: number(1, 65535) },
  { type: 'integer', typeofs: ['ip ttl', 'ip hdrlength'], one: number(1, 15) },
]

export const CHAINS = ['c1', 'c2'] as const
export const OBJECTS = {
  counter: ['cnt1', 'cnt2'],
  quota: ['q1'],
  limit: ['l1'],
  synproxy: ['s1'],
}

const text = fc.stringMatching(/^[ -!#-~]{1,40}$/)
const verdict: fc.Arbitrary<Verdict> = fc.constantFrom<Verdict>(accept(), drop(), jump('c1'), goto('c2'))

interface Made {
  readonly type: string
  readonly typeof?: string
  readonly one: fc.Arbitrary<Text>
  readonly range: fc.Arbitrary<Text> | undefined
}

const chosen = (from: readonly KeyType[], declared: boolean): fc.Arbitrary<Made> =>
  fc
    .constantFrom(...from)
    .chain(({ type, typeofs, one, range }) =>
      fc.constantFrom(...typeofs).map((text) => ({ type, one, range, ...(declared ? { typeof: text } : {}) })),
    )

/** One type, or a concatenation. */
const keyed: fc.Arbitrary<Made> = fc.boolean().chain((declared) => {
  const part = chosen(declared ? [...KEYS, ...DECLARED] : KEYS, declared)
  return fc.array(part, { minLength: 1, maxLength: 3 }).map((parts): Made => {
    const ranges = parts.map(({ one, range }) => range ?? one)
    const joined = (of: readonly fc.Arbitrary<Text>[]): fc.Arbitrary<Text> =>
      of.length === 1 ? (of[0] as fc.Arbitrary<Text>) : fc.tuple(...of).map((pieces) => pieces.join(' . '))
    return {
      type: parts.map(({ type }) => type).join(' . '),
      ...(declared ? { typeof: parts.map((part) => part.typeof).join(' . ') } : {}),
      one: joined(parts.map(({ one }) => one)),
      range: parts.some(({ range }) => range !== undefined) ? joined(ranges) : undefined,
    }
  })
})

const beside: fc.Arbitrary<readonly Statement[]> = fc.constantFrom<readonly Statement[]>(
  [counter()],
  [limit(5, 'minute')],
  [{ quota: { bytes: 5000 } }],
  [counter(), limit(7, 'second')],
)

/** The data of a map. */
const leads: fc.Arbitrary<
  | {
      readonly said: object
      readonly value: fc.Arbitrary<unknown>
      readonly declared?: string | undefined
      readonly whole?: true
    }
  | undefined
> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.constant({ said: { data: 'verdict' }, value: verdict, whole: true as const }) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(...Object.entries(OBJECTS))
      .map(([kind, names]) => ({ said: { data: kind }, value: fc.constantFrom(...names) })),
  },
  {
    weight: 2,
    arbitrary: chosen(KEYS, true).map(({ type, one, typeof: declared }) => ({
      said: { data: type },
      value: one,
      declared,
    })),
  },
  {
    weight: 1,
    arbitrary: fc.constant({
      said: { data: 'interval ipv4_addr' },
      value: fc.oneof(v4, prefix4),
    }),
  },
)

/** A set or a map with its elements. */
export const set = (called: string) =>
  fc
    .record({
      key: keyed,
      leads,
      interval: fc.boolean(),
      timeout: fc.option(number(60_000, 9_000_000), { nil: undefined }),
      template: fc.option(beside, { nil: undefined }),
      comment: fc.option(text, { nil: undefined }),
      size: fc.option(number(100, 70_000), { nil: undefined }),
      autoMerge: fc.boolean(),
      policy: fc.option(fc.constant('memory'), { nil: undefined }),
      gcInterval: fc.option(number(1000, 60_000), { nil: undefined }),
    })
    // nft 1.0 reads declarations of keys only in maps to values and verdicts
    .filter(
      ({ key, leads: to }) => key.typeof === undefined || to === undefined || to.whole || to.declared !== undefined,
    )
    .chain(({ key, leads: to, interval, timeout, template, comment, size, autoMerge, policy, gcInterval }) => {
      const ranged = interval && key.range !== undefined
      const one = ranged ? fc.oneof(key.one, key.range as fc.Arbitrary<Text>) : key.one
      const element = fc.record(
        {
          key: one,
          ...(to === undefined ? {} : { value: to.value }),
          comment: fc.option(text, { nil: undefined }),
          timeout: fc.option(number(10_000, 100_000_000), { nil: undefined }),
        },
        { requiredKeys: to === undefined ? ['key'] : ['key', 'value'] },
      )
      return fc
        .uniqueArray(element, { maxLength: 6, selector: (made) => String((made as { key: Text }).key) })
        .map((elements) => {
          const timed = timeout !== undefined
          return {
            ...T,
            name: called,
            type: key.type,
            ...(key.typeof === undefined ? {} : { typeof: key.typeof }),
            ...(key.typeof === undefined || to === undefined || to.declared === undefined
              ? to?.said
              : { ...to.said, dataTypeof: to.declared }),
            ...(ranged || timed ? { flags: [...(ranged ? ['interval'] : []), ...(timed ? ['timeout'] : [])] } : {}),
            ...(timed ? { timeout } : {}),
            // nft 1.0 does not read it in maps
            ...(timed && to === undefined && gcInterval !== undefined ? { gcInterval } : {}),
            ...(template === undefined ? {} : { statements: template }),
            ...(comment === undefined ? {} : { comment }),
            ...(size === undefined ? {} : { size }),
            // with both the kernel uses a tree for the set, in which single keys count as intervals (EEXIST)
            ...(policy === undefined || size !== undefined ? {} : { policy }),
            ...(ranged && autoMerge && !key.type.includes(' . ') ? { autoMerge: true } : {}),
            elements: elements.map((made) => {
              const {
                timeout: own,
                comment: said,
                ...rest
              } = made as {
                timeout?: number
                comment?: string
                key: Text
                value?: unknown
              }
              return {
                ...rest,
                ...(timed && own !== undefined ? { timeout: own } : {}),
                ...(said === undefined ? {} : { comment: said }),
              }
            }),
          }
        })
    })
