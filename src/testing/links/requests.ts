/** RTM_NEWLINK, RTM_SETLINK, RTM_DELLINK, RTM_GETLINK and alternative names. */
import type { Query } from '../../netlink/codec/query.ts'
import { NLM_F_CREATE, NLM_F_EXCL, NLM_F_REPLACE } from '../../netlink/protocol/header.ts'
import type { LinkMessage } from '../../rtnl/link/tables/link.ts'
import { notModelled, Refusal, refuseOthers } from '../refusal.ts'
import type { LinkState, World } from '../world.ts'
import { deleteGroup, deleteRequested } from './deleting.ts'
import { validate } from './kinds.ts'
import { linkMessage, reportLink } from './link.ts'
import { makeLink } from './making.ts'
import { applySettings, checkModelled } from './settings.ts'

/** The fields that select a link. */
type Selector = Pick<Query<LinkMessage>, 'header' | 'ifname' | 'altIfname'>

/** The link that a request selects by index, name or alternative name. Undefined if there is none. */
const select = (world: World, { header, ifname, altIfname }: Selector): LinkState | undefined => {
  const { family = 'unspec', index = 0 } = header
  if (family !== 'unspec') throw notModelled(`links of family ${family}`, 'header.family')
  if (index !== 0) return world.links.get(index)
  const name = ifname ?? altIfname
  return name === undefined ? undefined : world.named(name)
}

/** The link that a request selects. Refuses with ENODEV if there is none, with EINVAL if the request selects none. */
const selected = (world: World, selector: Selector): LinkState => {
  const found = select(world, selector)
  if (found !== undefined) return found
  const { header, ifname, altIfname } = selector
  throw new Refusal((header.index ?? 0) === 0 && (ifname ?? altIfname) === undefined ? 'EINVAL' : 'ENODEV')
}

/** RTM_NEWLINK: makes a link, or changes the one that exists. `flags`: NLM_F_*. */
export const newLink = (world: World, message: LinkMessage, flags: number): void => {
  const { link: lower, ...rest } = message
  checkModelled(rest)
  validate(message)
  const found = select(world, message)
  if (found === undefined && (flags & NLM_F_CREATE) === 0) throw new Refusal('ENODEV')
  if (found === undefined) return makeLink(world, message)
  if ((flags & NLM_F_EXCL) !== 0) throw new Refusal('EEXIST')
  if ((flags & NLM_F_REPLACE) !== 0) throw new Refusal('EOPNOTSUPP')
  if (lower !== undefined) throw notModelled('changes of the lower link', 'link')
  applySettings(world, found, message)
}

/** RTM_SETLINK: changes a link. */
export const setLink = (world: World, message: LinkMessage): void => {
  const found = selected(world, message)
  checkModelled(message)
  applySettings(world, found, message)
}

/** RTM_DELLINK: deletes a link, or all links of a group. */
export const removeLink = (world: World, message: LinkMessage): void => {
  refuseOthers(message, ['header', 'ifname', 'altIfname', 'group'])
  const { group, ifname, altIfname, header } = message
  if (group !== undefined && header.index === 0 && (ifname ?? altIfname) === undefined) deleteGroup(world, group)
  else deleteRequested(world, selected(world, message))
}

/** RTM_GETLINK for one link. */
export const getLink = (world: World, message: Query<LinkMessage>): LinkMessage => {
  refuseOthers(message, ['header', 'ifname', 'altIfname', 'extMask'])
  return linkMessage(selected(world, message))
}

/** The dump of RTM_GETLINK, with the kernel's filters: by kind and by master. */
export const listLinks = (
  world: World,
  { header, linkinfo, master = 0, extMask: _, ...others }: Query<LinkMessage>,
): LinkMessage[] => {
  const { family = 'unspec' } = header
  if (family !== 'unspec') throw notModelled(`links of family ${family}`, 'header.family')
  refuseOthers(others, [])
  return [...world.links.values()]
    .filter((link) => (linkinfo?.kind ?? link.kind) === link.kind && (master === 0 || link.master === master))
    .sort((one, other) => one.index - other.index)
    .map(linkMessage)
}

/** RTM_NEWLINKPROP: adds alternative names. */
export const addAltnames = (world: World, message: LinkMessage): void => {
  refuseOthers(message, ['header', 'propList'])
  const link = selected(world, message)
  for (const name of message.propList ?? []) {
    if (world.named(name) !== undefined) throw new Refusal('EEXIST')
    link.altnames.push(name)
  }
  reportLink(world, link)
}

/** RTM_DELLINKPROP: deletes alternative names. */
export const deleteAltnames = (world: World, message: LinkMessage): void => {
  refuseOthers(message, ['header', 'propList'])
  const link = selected(world, message)
  for (const name of message.propList ?? []) {
    if (!link.altnames.includes(name)) throw new Refusal(world.named(name) === undefined ? 'ENOENT' : 'EINVAL')
    link.altnames = link.altnames.filter((one) => one !== name)
  }
  reportLink(world, link)
}
