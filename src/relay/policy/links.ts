/** Checks of links. Every link that exists is named by its index in what the kernel is sent, so that a name cannot move. */
import { NLM_F_CREATE, NLM_F_EXCL } from '../../netlink/protocol/header.ts'
import type { Check, Context } from './context.ts'
import { checkName, existing, sectionFor } from './context.ts'
import type { KnownLink } from './link-lookup.ts'
import type { LinkPolicy } from './policy.ts'
import { refuse } from './refused.ts'
import type { Request, Value } from './request.ts'
import { onlyFields } from './request.ts'

/** Settings of a link that concern no other one. */
const OWN = [
  'ifname',
  'mtu',
  'address',
  'broadcast',
  'txqlen',
  'ifalias',
  'numTxQueues',
  'numRxQueues',
  'afSpec',
  'group',
]
const CREATION = [...OWN, 'link', 'master', 'linkinfo', 'netNsFd']
const CHANGE = [...OWN, 'master', 'linkinfo', 'netNsFd', 'altIfname']
const DELETION = ['ifname', 'altIfname']
const ALTERNATIVE = ['ifname', 'altIfname', 'propList']
/** IFF_* that a client may set. */
const FLAGS = ['up', 'noarp', 'multicast', 'allmulti']
/** A name that the kernel would replace by another one. */
const isPattern = (name: string): boolean => name.includes('%')

/** Refuses links that were not made through the relay, if the policy has a mark for those that were. */
export const checkOwned = (links: LinkPolicy | undefined, { name, group }: KnownLink, path: string): void => {
  const mark = links?.mark
  if (mark !== undefined && group !== mark)
    refuse(path, `link '${name}' was not made through the relay (group ${mark})`)
}

/** The header may select the link, its family and its flags. */
const checkHeader = ({ header }: Request['value'], indexed: boolean, path = 'header'): void => {
  const { family, type, index, flags, change } = header
  if (family !== 'unspec') refuse(`${path}.family`, `the family ${family} is not allowed`)
  if (type !== 'netrom' && type !== 0) refuse(`${path}.type`, "'type' may not be set")
  if (!indexed && index !== 0) refuse(`${path}.index`, 'the index of a new link may not be chosen')
  for (const [key, words] of Object.entries({ flags, change }))
    for (const word of words as readonly unknown[])
      if (!FLAGS.includes(String(word))) refuse(`${path}.${key}`, `the flag '${word}' may not be set`)
  // without a mask the kernel would set all flags to those given
  if ((flags as unknown[]).length > 0 && (change as unknown[]).length === 0)
    refuse(`${path}.change`, 'the mask of the flags is missing')
}

const checkAfSpec = (value: Value, path: string): void => {
  const families = (value['afSpec'] ?? {}) as Value
  onlyFields(families, ['inet6'], path)
  onlyFields((families['inet6'] ?? {}) as Value, ['addrGenMode', 'token'], `${path}.inet6`)
}

/** Refuses descriptors of namespaces that the client has not opened. */
const checkNamespace = ({ place }: Context, fd: unknown, path: string): void => {
  if (fd !== undefined && !place.held.has(fd as number))
    refuse(path, `${fd} is the descriptor of no namespace that this client has opened`)
}

const checkMaster = async (context: Context, links: LinkPolicy, value: Value, path: string): Promise<void> => {
  const { master } = value
  // 0 removes the link from its bridge
  if (master === undefined || master === 0) return
  const bridge = await existing(context, master as number, path)
  checkName(links.masters, bridge.name, path, 'bridge')
}

/** A new link, or the other end of a pair. */
const checkNew = (context: Context, links: LinkPolicy, value: Request['value'], path: string): void => {
  const at = (key: string): string => (path === '' ? key : `${path}.${key}`)
  checkHeader(value, false, at('header'))
  const { ifname } = value
  if (typeof ifname !== 'string' || isPattern(ifname)) return refuse(at('ifname'), 'a link needs a name, without %')
  checkName(links.names, ifname, at('ifname'))
  checkAfSpec(value, at('afSpec'))
  checkNamespace(context, value['netNsFd'], at('netNsFd'))
  mark(links, value, at('group'))
}

/** Puts the link into the group of those that were made through the relay. */
const mark = (links: LinkPolicy, value: Value, path: string): void => {
  const { group } = value
  if (links.mark === undefined || group === links.mark) return
  if (group !== undefined) refuse(path, 'the group of a link may not be chosen')
  value['group'] = links.mark
}

/** RTM_NEWLINK for a link that does not exist. */
const creation = async (request: Request, context: Context, links: LinkPolicy): Promise<undefined | (() => void)> => {
  const { value } = request
  onlyFields(value, CREATION)
  checkNew(context, links, value, '')
  const linkinfo = (value['linkinfo'] ?? refuse('', 'the kind of the link is missing')) as Value
  onlyFields(linkinfo, ['kind', 'data'], 'linkinfo')
  const { kind } = linkinfo
  if (!links.kinds.includes(kind as never)) refuse('linkinfo.kind', `links of kind '${kind}' are not allowed`)
  const peer = kind === 'veth' ? ((linkinfo['data'] as Value | undefined)?.['peer'] as Request['value']) : undefined
  if (kind === 'veth') {
    if (peer === undefined) return refuse('linkinfo', 'the other end of the pair is missing')
    onlyFields(peer, [...OWN, 'netNsFd'], 'linkinfo.data.peer')
    checkNew(context, links, peer, 'linkinfo.data.peer')
  }
  if (value['link'] !== undefined) {
    const below = await existing(context, value['link'] as number, 'link')
    checkName(links.parents, below.name, 'link', 'the link below')
  }
  await checkMaster(context, links, value, 'master')
  // what exists is not changed, even if it was made since
  request.flags |= NLM_F_EXCL
  return counted(context, links, peer === undefined ? 1 : 2)
}

/** Refuses more links than the policy allows. Nobody else can count until the kernel has made this one. */
const counted = async (
  context: Context,
  { mark, most }: LinkPolicy,
  more: number,
): Promise<undefined | (() => void)> => {
  if (mark === undefined || most === undefined) return undefined
  const release = await context.counting.take()
  try {
    const count = await context.links.count(mark)
    if (count + more > most) refuse('', `there would be ${count + more} links, of at most ${most}`)
    return release
  } catch (error) {
    release()
    throw error
  }
}

/** The link that a request is about, which it names by its index or its name. Leaves its index in the request. */
const target = async (request: Request, context: Context, links: LinkPolicy): Promise<KnownLink> => {
  const { value } = request
  const { header } = value
  const { ifname, altIfname } = value
  let link: KnownLink
  let path = 'header.index'
  if (typeof header['index'] === 'number' && header['index'] > 0) {
    if (altIfname !== undefined) refuse('altIfname', 'the link is named twice')
    link = await existing(context, header['index'], path)
  } else {
    if (ifname !== undefined && altIfname !== undefined) refuse('altIfname', 'the link is named twice')
    path = ifname === undefined ? 'altIfname' : 'ifname'
    const name = ifname ?? altIfname
    if (typeof name !== 'string') return refuse('', 'the link is not named')
    link = await existing(context, name, path)
    header['index'] = link.index
    delete value['ifname']
    delete value['altIfname']
  }
  checkName(links.names, link.name, path)
  checkOwned(links, link, path)
  if (!links.kinds.includes(link.kind as never)) refuse(path, `links of kind '${link.kind}' are not allowed`)
  return link
}

/** RTM_NEWLINK or RTM_SETLINK for a link that exists. */
const change = async (request: Request, context: Context, links: LinkPolicy): Promise<undefined> => {
  const { value } = request
  onlyFields(value, CHANGE)
  checkHeader(value, true)
  const { kind } = await target(request, context, links)
  const { ifname } = value
  if (typeof ifname === 'string') {
    if (isPattern(ifname)) refuse('ifname', 'a link needs a name, without %')
    checkName(links.names, ifname, 'ifname')
  }
  const linkinfo = (value['linkinfo'] ?? {}) as Value
  onlyFields(linkinfo, ['kind', 'data'], 'linkinfo')
  if (linkinfo['kind'] !== undefined && linkinfo['kind'] !== kind)
    refuse('linkinfo.kind', `the link is of kind '${kind}'`)
  if (kind === 'veth' && linkinfo['data'] !== undefined) refuse('linkinfo.data', "'data' may not be set")
  if (links.mark !== undefined && value['group'] !== undefined) mark(links, value, 'group')
  checkAfSpec(value, 'afSpec')
  checkNamespace(context, value['netNsFd'], 'netNsFd')
  await checkMaster(context, links, value, 'master')
  // a link that was deleted meanwhile is not made again
  request.flags &= ~(NLM_F_CREATE | NLM_F_EXCL)
  return undefined
}

const named = ({ header, ifname, altIfname }: Request['value']): number | string | undefined => {
  const { index } = header
  return typeof index === 'number' && index > 0 ? index : ((ifname ?? altIfname) as string | undefined)
}

/** RTM_NEWLINK, RTM_SETLINK: adds a link if there is none of that name, and changes it otherwise. */
export const newLink: Check = async (request, context) => {
  const { value, flags, name } = request
  const dev = named(value)
  const adds = name === 'RTM_NEWLINK' && (flags & NLM_F_CREATE) !== 0
  const exists = dev !== undefined && (flags & NLM_F_EXCL) === 0 && (await context.links.find(dev)) !== undefined
  const verb = adds && !exists ? 'add' : 'change'
  const links = sectionFor(context.policy.links, verb, 'links')
  return verb === 'add' ? creation(request, context, links) : change(request, context, links)
}

/** RTM_DELLINK. */
export const deleteLink: Check = async (request, context) => {
  const links = sectionFor(context.policy.links, 'delete', 'links')
  // without a name or an index the kernel would delete a whole group
  onlyFields(request.value, DELETION)
  checkHeader(request.value, true)
  await target(request, context, links)
  return undefined
}

/** RTM_NEWLINKPROP, RTM_DELLINKPROP: alternative names. */
export const linkNames: Check = async (request, context) => {
  const links = sectionFor(context.policy.links, 'change', 'links')
  onlyFields(request.value, ALTERNATIVE)
  checkHeader(request.value, true)
  await target(request, context, links)
  for (const [index, name] of ((request.value['propList'] ?? []) as readonly string[]).entries())
    checkName(links.names, name, `propList[${index}]`)
  return undefined
}
