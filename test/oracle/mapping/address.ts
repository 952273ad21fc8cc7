/** `ip -details -json address`: links, each with its addresses. */
import type { Address, Link } from '../../../src/index.ts'
import { has, type Mapping, nest } from '../compare.ts'
import { link } from './link.ts'

const withoutLength = (text: string | undefined): string | undefined => text?.split('/')[0]

/** iproute2 prints INFINITY_LIFE_TIME in its JSON. */
const lifetime = (time: Address['valid']): number | undefined => (time === 'forever' ? 0xffffffff : time)

const address: Mapping<Address> = {
  family: 'family',
  local: ({ address: text }) => withoutLength(text),
  address: ({ peer }) => withoutLength(peer),
  prefixlen: ({ address: text, peer }) => Number((peer ?? text).split('/')[1]),
  broadcast: 'broadcast',
  anycast: 'anycast',
  scope: ({ scope }) => String(scope),
  label: 'label',
  metric: 'metric',
  protocol: 'proto',
  secondary: has('flags', 'secondary'),
  temporary: has('flags', 'temporary'),
  nodad: has('flags', 'nodad'),
  optimistic: has('flags', 'optimistic'),
  dadfailed: has('flags', 'dadfailed'),
  home: has('flags', 'home'),
  deprecated: has('flags', 'deprecated'),
  tentative: has('flags', 'tentative'),
  dynamic: ({ flags }) => !flags.includes('permanent'),
  mngtmpaddr: has('flags', 'mngtmpaddr'),
  noprefixroute: has('flags', 'noprefixroute'),
  autojoin: has('flags', 'autojoin'),
  'stable-privacy': has('flags', 'stable-privacy'),
  valid_life_time: ({ valid }) => lifetime(valid),
  preferred_life_time: ({ preferred }) => lifetime(preferred),
}

/** A link with its addresses, as iproute2 shows both. */
export interface AddressedLink extends Link {
  readonly addresses: readonly Address[]
}

export const addressedLink: Mapping<AddressedLink> = {
  ...(link as Mapping<AddressedLink>),
  addr_info: nest(({ addresses }) => addresses, address),
}
