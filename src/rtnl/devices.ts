/** Names and indexes of links: programs use either, most requests need the index. */

import type { FilterContext, NamesByIndex } from '../client/collection.ts'
import { NO_NAMES } from '../client/collection.ts'
import type { Requester } from '../client/requester.ts'
import type { Decoder } from '../netlink/codec/decode/compile/compile.ts'
import { compile } from '../netlink/codec/decode/compile/compile.ts'
import { encodeInput } from '../netlink/codec/encode/direct.ts'
import { EncodeError } from '../netlink/codec/errors.ts'
import type { ByteOrder } from '../netlink/codec/order.ts'
import type { Shape } from '../netlink/codec/shape.ts'
import { encodeUtf8 } from '../netlink/codec/text/utf8.ts'
import { KernelError } from '../netlink/protocol/errors.ts'
import type { EncodedPayload } from '../netlink/protocol/header.ts'
import { NLMSG_HDRLEN } from '../netlink/protocol/header.ts'
import type { Reader, RequestOptions } from '../netlink/socket/requests.ts'
import { link } from './link/tables/link.ts'
import { linkShape } from './shapes.ts'
import { messageTypes } from './tables/index.ts'

/** The fields of RTM_GETLINK that select a link, named as in the shape. */
interface LinkRequest {
  readonly index?: number
  readonly name?: string
  readonly altIfname?: string
  readonly extMask?: readonly string[]
}

/** IFNAMSIZ of <linux/if.h>, which includes the NUL. Longer names are alternative names. */
export const IFNAMSIZ = 16
/** ALTIFNAMSIZ of <linux/if.h>. */
const ALTIFNAMSIZ = 128
const ENODEV = 19
const { type: RTM_GETLINK } = messageTypes.RTM_GETLINK

/** Returns `index`. Throws EncodeError if it is not a valid link index. */
export const checkIndex = (index: number, path: string): number => {
  if (Number.isInteger(index) && index > 0 && index <= 0x7fffffff) return index
  throw new EncodeError(path, 'the name of a link, or its index (above 0)', index)
}

/**
 * Characters that no link name contains (dev_valid_name in net/core/dev.c). Not `\s`: some characters are spaces in
 * JavaScript, but not in the kernel.
 */
const NO_NAME = /[/\t-\r \0]/

/** Selects a link by index, name or alternative name. Throws EncodeError if `dev` can't be any of these. */
export const linkSelector = (dev: string | number, path = 'dev'): LinkRequest => {
  if (typeof dev === 'number') return { index: checkIndex(dev, path) }
  const length = typeof dev === 'string' ? (encodeUtf8(dev)?.length ?? 0) : 0
  if (length === 0 || length >= ALTIFNAMSIZ || NO_NAME.test(dev) || dev === '.' || dev === '..')
    throw new EncodeError(path, 'the name of a link (1 to 127 bytes, no slash, no space), or its index', dev)
  return length < IFNAMSIZ ? { name: dev } : { altIfname: dev }
}

export const encodeLink = (requester: Requester, request: LinkRequest): EncodedPayload =>
  encodeInput(link, linkShape, request as { [key: string]: unknown }, requester.order)

/** Omits the counters from the reply, since only index and name are used. */
const light = (request: LinkRequest): LinkRequest => ({ ...request, extMask: ['skip_stats'] })

interface Named {
  readonly index: number
  readonly name: string
}

/** Skips everything but index and name, so that the compiled decoder has a few lines instead of the whole table. */
const SHAPE: Shape = { ...linkShape, only: new Set(['index', 'name']) }

/** One decoder per byte order, compiled at its first use. */
const decoders = new Map<ByteOrder, Decoder<Named>>()

const readNamed = ({ order }: Requester): Reader<Named> => {
  const decode = decoders.get(order) ?? compile<Named>(link, SHAPE, { order })
  decoders.set(order, decode)
  return (bytes, view, start, end) => decode(bytes, view, start + NLMSG_HDRLEN, end)
}

/** The index of a link; an index is returned as it is. Rejects with KernelError ENODEV if no link has the name. */
export const deviceIndex = async (
  requester: Requester,
  dev: string | number,
  options: RequestOptions = {},
  path = 'dev',
): Promise<number> => {
  const request = linkSelector(dev, path)
  if (typeof dev === 'number') return dev
  const found = await requester.ask(RTM_GETLINK, encodeLink(requester, light(request)), readNamed(requester), {
    ...options,
    target: dev,
  })
  return found.index
}

/** The index of a link that a filter names. */
export const indexIn = ({ requester, options }: FilterContext, dev: string | number): Promise<number> =>
  deviceIndex(requester, dev, options)

/** The name of a link. Undefined if no link has the index. */
export const deviceName = async (requester: Requester, index: number): Promise<string | undefined> => {
  try {
    const found = await requester.ask(
      RTM_GETLINK,
      encodeLink(requester, light(linkSelector(index))),
      readNamed(requester),
    )
    return found.name
  } catch (error) {
    if (error instanceof KernelError && error.errno === ENODEV) return undefined
    throw error
  }
}

/** The name of one link, by its index. Empty if no link has it. */
export const namesOf = async (requester: Requester, index: number): Promise<NamesByIndex> => {
  const name = await deviceName(requester, index)
  return name === undefined ? NO_NAMES : new Map([[index, name]])
}

/** The names of all links, by index. */
export const readNames = async (requester: Requester, options: RequestOptions = {}): Promise<Map<number, string>> => {
  const links = await requester.dump(RTM_GETLINK, encodeLink(requester, light({})), readNamed(requester), options)
  return new Map(links.map(({ index, name }) => [index, name]))
}
