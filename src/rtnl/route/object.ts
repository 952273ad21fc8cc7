/** Routes of all tables. */
import { defineObject } from '../object.ts'
import { RouteChanges } from './changes.ts'
import { routeKind } from './reading.ts'
import { Routes } from './routes.ts'

export const route = defineObject({
  name: 'route',
  summary: 'routes of all tables, or which one a packet would take',
  kind: routeKind,
  messages: { new: 'RTM_NEWROUTE', delete: 'RTM_DELROUTE' },
  groups: {
    'ipv4-route': ['inet'],
    'ipv6-route': ['inet6'],
    'mpls-route': ['mpls'],
    'ipv4-mroute': ['ipmr'],
    'ipv6-mroute': ['ip6mr'],
  },
  collection: Routes,
  changes: RouteChanges,
})
