/** RTM_NEWLINK as a request. The IPv4 settings have another form than in a reply. */

import { attr, attributes, message, select } from '../../../netlink/codec/builders.ts'
import type { Message } from '../../../netlink/codec/node.ts'
import { bridgeAfSpec } from './bridge-af-spec.ts'
import { ifinfomsg } from './ifinfo.ts'
import { linkAfSpec } from './inet.ts'
import { inetConf } from './ip-conf.ts'
import { link } from './link.ts'

/** IFLA_INET_CONF in a request: a nest of IPV4_DEVCONF_* attributes. A reply contains a vector instead. */
const inetConfNest = attributes(
  'IPV4_DEVCONF_',
  Object.fromEntries(inetConf.names.map((name, place) => [name, attr(place + inetConf.first, inetConf.of)])),
)

const linkAfSpecRequest = attributes('AF_', {
  ...linkAfSpec.rows,
  inet: attr(2, attributes('IFLA_INET_', { conf: attr(1, inetConfNest) }), { nested: false }),
})

export const linkRequest: Message = message(
  ifinfomsg,
  attributes('IFLA_', {
    ...link.attributes.rows,
    afSpec: attr(26, select('header.family', { bridge: bridgeAfSpec }, linkAfSpecRequest)),
  }),
)
