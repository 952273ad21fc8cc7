/** Formats neighbours like `ip neigh`, and forwarding entries like `bridge fdb`. */
import type { Neighbour } from '../../rtnl/shapes.ts'
import { visible } from '../terminal.ts'
import type { Context, Format } from './words.ts'
import { detailLines, linkName, say, words } from './words.ts'

const device = ({ dev, index }: Neighbour, { names, colours }: Context): string =>
  index === 0 ? '' : `dev ${colours.bold(dev === undefined ? linkName(names, index) : visible(dev))}`

const flagWords = ({ flags, flagsExt }: Neighbour): string =>
  words(...flags.map(String), ...(flagsExt ?? []).map(String))

const neighbour = (value: Neighbour, context: Context): string =>
  words(
    context.colours.cyan(value.dst ?? ''),
    device(value, context),
    value.lladdr === undefined || value.lladdr === '' ? '' : `lladdr ${value.lladdr}`,
    flagWords(value),
    say('proto', value.protocol),
    value.state.map((state) => String(state).toUpperCase()).join(','),
  )

/**
 * The state of a forwarding entry as `bridge` shows it: `static` for `noarp` (it does not age), nothing for
 * `reachable`.
 */
const fdbState = (state: string | number): string =>
  state === 'noarp' ? 'static' : state === 'reachable' ? '' : String(state)

const forwarding = (value: Neighbour, context: Context): string => {
  const { names, colours } = context
  return words(
    colours.yellow(value.lladdr ?? ''),
    device(value, context),
    say('vlan', value.vlan),
    say('dst', value.dst),
    say('port', value.port),
    say('vni', value.vni),
    say('src_vni', value.srcVni),
    value.viaIndex === undefined ? '' : `via ${linkName(names, value.viaIndex)}`,
    say('link-netnsid', value.linkNetnsid),
    say('nhid', value.nhId),
    value.master === undefined ? '' : `master ${linkName(names, value.master)}`,
    flagWords(value),
    ...value.state.map(fdbState),
  )
}

const SHOWN = new Set(
  `family index dev dst lladdr flags flagsExt protocol state vlan port vni srcVni viaIndex linkNetnsid nhId
  master`.split(/\s+/),
)

/** One line. */
export const formatNeighbour: Format<Neighbour> = (value, context) => [
  value.family === 'bridge' ? forwarding(value, context) : neighbour(value, context),
  ...detailLines(value, SHOWN, context),
]
