/** Formats addresses like `ip -oneline address`. */
import type { Address } from '../../rtnl/shapes.ts'
import { visible } from '../terminal.ts'
import type { Format } from './words.ts'
import { detailLines, lifetime, linkName, say, words } from './words.ts'

const lifetimes = ({ valid, preferred }: Address): string =>
  valid === 'forever' && preferred === 'forever'
    ? ''
    : words(say('valid_lft', lifetime(valid)), say('preferred_lft', lifetime(preferred)))

/** Like iproute2, omits `permanent` and adds `dynamic` to other addresses. */
const flagWords = ({ flags = [] }: Address): string => {
  const others = flags.filter((flag) => flag !== 'permanent').map(String)
  return [...(flags.includes('permanent') ? [] : ['dynamic']), ...others].join(' ')
}

const SHOWN = new Set(
  'index dev family address peer broadcast anycast multicast scope flags metric proto label preferred valid'.split(' '),
)

/** One line. */
export const formatAddress: Format<Address> = (address, context) => {
  const { index, dev, family, peer, label } = address
  const { colours, names } = context
  const name = dev === undefined ? linkName(names, index) : visible(dev)
  const line = words(
    `${index}: ${colours.bold(name)}`,
    String(family),
    colours.cyan(address.address),
    say('peer', peer),
    say('brd', address.broadcast),
    say('any', address.anycast),
    say('mcast', address.multicast),
    say('scope', address.scope),
    flagWords(address),
    say('metric', address.metric),
    say('proto', address.proto),
    label === undefined || label === dev ? '' : `label ${visible(label)}`,
    lifetimes(address),
  )
  return [line, ...detailLines(address, SHOWN, context)]
}
