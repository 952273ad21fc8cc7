/** Netlink for Node.js: read the kernel's network configuration, change it, and watch it change. */
export type { ColumnName, Columns } from './netlink/codec/columns.ts'
export type { Plain } from './netlink/codec/shape.ts'
export * from './netlink/errors.ts'
export type { Extack, Policy } from './netlink/extack.ts'
export type {
  BatchRequest,
  Listener,
  MessageRegistry,
  Reader,
  RequestOptions,
  SocketOptions,
} from './netlink/socket.ts'
export { NetlinkSocket } from './netlink/socket.ts'
export type { Transport, TransportEvents } from './netlink/transport.ts'
export type { NewAddress } from './rtnl/address-changes.ts'
export type { AddressFilter } from './rtnl/addresses.ts'
export type { Asker } from './rtnl/asker.ts'
export type { Batch } from './rtnl/batch.ts'
export type { ChangeOptions, Echo } from './rtnl/change.ts'
export type { EditableAddresses as Addresses } from './rtnl/editable-addresses.ts'
export type { EditableLinks as Links } from './rtnl/editable-links.ts'
export type { EditableNeighbours as Neighbours } from './rtnl/editable-neighbours.ts'
export type { EditableNsids as Nsids } from './rtnl/editable-nsids.ts'
export type { EditableRoutes as Routes } from './rtnl/editable-routes.ts'
export type { EditableRules as Rules } from './rtnl/editable-rules.ts'
export type { LostEvent, ObjectEvent, OtherEvent, RtnlEvent, SnapshotEvent } from './rtnl/events.ts'
export type { Gateway } from './rtnl/gateway.ts'
export type { LinkSettings, NamespaceRef, NewLink } from './rtnl/link-changes.ts'
export type { LinkFilter } from './rtnl/links.ts'
export type { MonitorOptions } from './rtnl/monitor.ts'
export type { NewNeighbour } from './rtnl/neighbour-changes.ts'
export type { NeighbourFilter } from './rtnl/neighbours.ts'
export type { NetconfFilter } from './rtnl/netconf.ts'
export type { NsidFilter, NsidQuery } from './rtnl/nsids.ts'
export type { NewNexthop, NewRoute } from './rtnl/route-changes.ts'
export type { RouteFilter, RouteQuery } from './rtnl/routes.ts'
export type { RtnlOptions } from './rtnl/rtnl.ts'
export { Rtnl } from './rtnl/rtnl.ts'
export type { NewRule } from './rtnl/rule-changes.ts'
export type { RuleFilter } from './rtnl/rules.ts'
export type { Address, Link, Neighbour, Netconf, Nsid, Protinfo, Route, Rule } from './rtnl/shapes.ts'
export type { Group } from './rtnl/tables/groups.ts'
