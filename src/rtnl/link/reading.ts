/** How links are read. */

import type { Kind } from '../../client/collection.ts'
import type { Fields } from '../../client/fields.ts'
import { boolean, number, readFields, text, word } from '../../client/fields.ts'
import { NOTHING_DERIVED } from '../../client/projection.ts'
import type { Requester } from '../../client/requester.ts'
import { compile } from '../../netlink/codec/decode/compile/compile.ts'
import { NLMSG_HDRLEN } from '../../netlink/protocol/header.ts'
import { requestOptionsOf } from '../../netlink/socket/options.ts'
import type { Reader, RequestOptions } from '../../netlink/socket/requests.ts'
import { AboutDevice } from '../about.ts'
import { encodeLink, indexIn, linkSelector } from '../devices.ts'
import { device } from '../fields.ts'
import type { Link } from '../shapes.ts'
import { linkShape } from '../shapes.ts'
import { messageTypes } from '../tables/index.ts'
import { linkType } from './tables/ifinfo.ts'
import { link } from './tables/link.ts'

/** Which links are listed: those that match every given field. */
export interface LinkFilter {
  /** `veth`, `bridge`, ...; the kernel filters by it. */
  readonly kind?: string | undefined
  /** Ports of this bridge, bond, vrf, ... (name or index); the kernel filters by it. */
  readonly master?: string | number | undefined
  /** Whether the link is administratively up. */
  readonly up?: boolean | undefined
  /** Link group. */
  readonly group?: number | undefined
  /** `ether`, `loopback`, ... */
  readonly type?: string | number | undefined
}

const FIELDS: Fields<LinkFilter> = {
  kind: text,
  master: device,
  up: boolean,
  group: number(),
  type: word(linkType),
}

/** The fields that the kernel leaves out with RTEXT_FILTER_SKIP_STATS, at least in part. */
const COUNTED = ['stats64', 'afSpec', 'vfinfoList']

const maskFor = (reads: (field: string) => boolean): string[] | undefined =>
  COUNTED.some(reads) ? undefined : ['skip_stats']

export const linkKind: Kind<Link, LinkFilter> = {
  name: 'links',
  node: link,
  shape: linkShape,
  type: messageTypes.RTM_GETLINK.type,
  derived: { ...NOTHING_DERIVED, made: ['peerNetns'], from: ['linkNetnsid'] },
  query: async (filter, context) => {
    const { kind, master, up, group, type } = readFields(filter, FIELDS)
    const request = {
      header: {},
      extMask: maskFor(context.reads),
      linkinfo: kind === undefined ? undefined : { kind },
      master: master === undefined ? undefined : await indexIn(context, master),
    }
    // Kernels without strict checking ignore filters, so they are applied to the replies as well.
    const matches = (found: Link): boolean =>
      (kind === undefined || found.kind === kind) &&
      (request.master === undefined || found.master === request.master) &&
      (up === undefined || found.up === up) &&
      (group === undefined || found.group === group) &&
      (type === undefined || found.type === type)
    return { request, matches }
  },
}

const readerOf = ({ order }: Requester): Reader<Link> => {
  const decode = compile<Link>(linkKind.node, linkKind.shape, { order, few: true })
  return (bytes, view, start, end) => decode(bytes, view, start + NLMSG_HDRLEN, end)
}

const targeted = (dev: string | number, options: RequestOptions | undefined): RequestOptions =>
  options === undefined ? new AboutDevice(dev) : { ...requestOptionsOf(options), target: `${dev}` }

/** Reads one link; `reads`: which of its fields. Rejects with KernelError ENODEV if there is none. Throws EncodeError for an invalid name or index. */
export const readLink = (
  requester: Requester,
  dev: string | number,
  options?: RequestOptions,
  reader: Reader<Link> = readerOf(requester),
  reads?: (field: string) => boolean,
): Promise<Link> => {
  const selector = linkSelector(dev)
  const extMask = reads === undefined ? undefined : maskFor(reads)
  const request = extMask === undefined ? selector : { ...selector, extMask }
  return requester.ask(linkKind.type, encodeLink(requester, request), reader, targeted(dev, options))
}
