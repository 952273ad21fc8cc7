/** The comparison itself: what it accepts as equal, and that it finds differences. */
import t from 'tap'
import { compare, foreign, type Json, type Mapping, nest, type World } from './compare.ts'

interface Thing {
  readonly size?: number
  readonly words?: readonly string[]
  readonly on?: boolean
  readonly inner?: { readonly deep: number }
  readonly list?: readonly { readonly deep: number }[]
}

const world: World = { name: (index) => (index === 1 ? 'lo' : undefined), up: () => true }
const inner: Mapping<{ readonly deep: number }> = { deep: 'deep' }
const mapping: Mapping<Thing> = {
  size: 'size',
  words: ({ words }) => new Set(words),
  on: 'on',
  other: foreign('not the kernel'),
  inner: nest(({ inner }) => inner, inner),
  list: nest(({ list }) => list, inner),
}
const paths = (before: Json, ours: unknown, after = before): string[] =>
  compare([before, after], ours, mapping, world).map(({ path }) => path)

t.test('values', async (t) => {
  t.same(paths([{ size: 5 }], [{ size: 5 }]), [])
  t.same(paths([{ size: 5 }], [{ size: 6 }]), ['[0].size'])
  t.same(paths([{ size: 5 }], [{}]), ['[0].size'], 'one that we lack')
  t.same(paths([{ size: 5 }], [{ size: '5' }]), ['[0].size'], 'a number is no text')
})

t.test('moving numbers are between the two readings', async (t) => {
  t.same(paths([{ size: 5 }], [{ size: 6 }], [{ size: 7 }]), [])
  t.same(paths([{ size: 9 }], [{ size: 6 }], [{ size: 7 }]), ['[0].size'])
  t.same(paths([{ size: 5 }], [{ size: 6 }], [{}]), ['[0].size'])
})

t.test('keys', async (t) => {
  t.same(paths([{ new_one: 1 }], [{}]), ['[0].new_one'], 'one that the mapping lacks')
  t.same(paths([{ other: 1 }], [{}]), [], 'one that is not the kernel’s')
  t.same(paths([{ toString: 1 }], [{}]), ['[0].toString'])
})

t.test('words', async (t) => {
  t.same(paths([{ words: ['a', 'b'] }], [{ words: ['b', 'a'] }]), [])
  t.same(paths([{ words: ['a', 'b'] }], [{ words: ['a'] }]), ['[0].words'])
  t.same(paths([{ on: null }], [{ on: true }]), [], 'a word without a value')
  t.same(paths([{ on: null }], [{ on: false }]), ['[0].on'])
  t.same(paths([{ on: null }], [{}]), ['[0].on'])
})

t.test('nests', async (t) => {
  t.same(paths([{ inner: { deep: 1 } }], [{ inner: { deep: 2 } }]), ['[0].inner.deep'])
  t.same(paths([{ inner: { deep: 1 } }], [{}]), ['[0].inner'])
  t.same(paths([{ inner: { more: 1 } }], [{ inner: { deep: 2 } }]), ['[0].inner.more'])
  t.same(paths([{ list: [{ deep: 1 }, { deep: 2 }] }], [{ list: [{ deep: 1 }] }]), ['[0].list.length'])
  t.same(paths([{ size: 1 }], []), ['.length'], 'fewer objects')
  t.same(paths([], [{ size: 1 }]), ['.length'], 'more objects')
})
