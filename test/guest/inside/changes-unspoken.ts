/** Options that iproute2 cannot set: the kernel reports what was requested. */
import type { Test } from 'tap'
import type { Rtnl } from '../../../src/index.ts'

/** The kind, the options that it requires, the option under test. */
const UNSPOKEN: readonly (readonly [kind: string, needed: object, asked: object])[] = [
  ['vxlan', { id: 7801, port: 4801, group6: '2001:db8::9' }, { labelPolicy: 'inherit' }],
  ['geneve', { id: 7802, port: 6092, remote: '192.0.2.9' }, { portRange: { low: 258, high: 515 } }],
  ['geneve', { id: 7803, port: 6093, remote: '192.0.2.9' }, { groHint: true }],
]

export const unspoken = async (t: Test, rtnl: Rtnl): Promise<void> => {
  for (const [kind, needed, asked] of UNSPOKEN) {
    const what = `${kind}: ${Object.keys(asked)}`
    const { data: plain } = await rtnl.links.add({ kind, name: 'un0', data: needed }, { echo: true })
    t.notMatch(plain, asked, `${what} is not there unasked`)
    await rtnl.links.delete('un0')
    const { data } = await rtnl.links.add({ kind, name: 'un0', data: { ...needed, ...asked } }, { echo: true })
    t.match(data, asked, what)
    await rtnl.links.delete('un0')
  }
}
