/** Prefixes: which addresses they contain. */
import t from 'tap'
import { isWithin, parsePrefix } from '../../../../src/netlink/codec/text/prefix.ts'

t.test('the addresses within a prefix', async (t) => {
  const within = (prefix: string, address: string): boolean => isWithin(parsePrefix(prefix, 'src'), address)
  for (const [prefix, inside, outside] of [
    ['10.9.0.0/16', ['10.9.0.0', '10.9.255.255'], ['10.10.0.0', '10.8.255.255', '::10.9.0.1', 'nothing']],
    ['10.9.0.128/25', ['10.9.0.128', '10.9.0.255'], ['10.9.0.127', '10.9.1.128']],
    ['10.9.0.7/31', ['10.9.0.6', '10.9.0.7'], ['10.9.0.5', '10.9.0.8']],
    ['0.0.0.0/0', ['255.255.255.255'], ['::']],
    ['192.0.2.1', ['192.0.2.1'], ['192.0.2.0', '192.0.2.3']],
    ['2001:db8:8000::/33', ['2001:db8:8000::1', '2001:db8:ffff::'], ['2001:db8:7fff::', '32.1.13.184']],
  ] as const) {
    for (const address of inside) t.ok(within(prefix, address), `${address} of ${prefix}`)
    for (const address of outside) t.notOk(within(prefix, address), `${address} not of ${prefix}`)
  }
  t.throws(() => parsePrefix('10.0.0.0/', 'src'), /^src: /)
  t.throws(() => parsePrefix('10.0.0.0/1x', 'src'), /^src: /)
})
