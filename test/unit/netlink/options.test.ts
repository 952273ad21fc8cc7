/** Option objects: unknown options and invalid values are refused by name. */
import fc from 'fast-check'
import t from 'tap'
import { checkOptions, checkRequestOptions, OptionError } from '../../../src/netlink/socket/options.ts'

const refused = (call: () => void): OptionError => {
  try {
    call()
  } catch (error) {
    if (error instanceof OptionError) return error
    throw error
  }
  throw new Error('it was accepted')
}

t.test('known options pass, unknown ones are named', async (t) => {
  checkOptions('links.list', undefined, ['netns'])
  checkOptions('links.list', {}, ['netns'])
  checkOptions('links.list', { netns: 'blue' }, ['netns', 'io'])
  const error = refused(() => checkOptions('Rtnl.open', { nets: 'blue' }, ['netns', 'io']))
  t.match(error, { name: 'OptionError', code: 'ERR_OPTION', option: 'nets' })
  t.equal(error.message, 'Rtnl.open: nets: no such option; did you mean netns?')
  // undefined makes no difference: a misspelt option is refused whatever its value
  t.equal(refused(() => checkOptions('a', { ns: undefined }, ['timeout'])).option, 'ns')
  t.equal(refused(() => checkOptions('a', { toString: 1 }, ['timeout'])).option, 'toString')
})

t.test('values that are not objects are refused', async (t) => {
  for (const [value, shown] of [
    [null, 'null'],
    ['blue', '"blue"'],
    [7, '7'],
    [true, 'true'],
    [['blue'], 'a list'],
    [() => {}, 'a function'],
  ])
    t.equal(refused(() => checkOptions('a', value, [])).message, `a: options: expected an object, got ${shown}`)
})

t.test('signals and timeouts', async (t) => {
  const { signal } = new AbortController()
  checkRequestOptions('a', undefined)
  checkRequestOptions('a', { signal, timeout: 5, target: 'b', echo: true }, ['echo'])
  checkRequestOptions('a', { signal: undefined, timeout: Number.POSITIVE_INFINITY })
  t.equal(refused(() => checkRequestOptions('a', { echo: true })).option, 'echo')
  for (const bad of [null, {}, 'x', { aborted: false }, { aborted: false, addEventListener: () => {} }, signal.aborted])
    t.equal(refused(() => checkRequestOptions('a', { signal: bad })).option, 'signal')
  for (const bad of [Number.NaN, -1, 2 ** 31, '5', null, Number.NEGATIVE_INFINITY, {}])
    t.equal(refused(() => checkRequestOptions('a', { timeout: bad })).option, 'timeout')
})

t.test('every unknown key is refused', async () => {
  fc.assert(
    fc.property(fc.string(), (key) => {
      const known = ['signal', 'timeout', 'target']
      fc.pre(!known.includes(key) && key !== '__proto__')
      return refused(() => checkRequestOptions('a', { [key]: undefined })).option === key
    }),
  )
})
