/** Names and indexes of links: people give either, the kernel takes indexes. */

import type { Asking } from '../client/collection.ts'
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

/** What a link is asked for by, in the names of the shape. */
interface LinkRequest {
  readonly index?: number
  readonly name?: string
  readonly altIfname?: string
  readonly extMask?: readonly string[]
}

/** IFNAMSIZ of <linux/if.h>, the NUL at the end counted; longer names are alternative ones. */
export const IFNAMSIZ = 16
/** ALTIFNAMSIZ of <linux/if.h>. */
const ALTIFNAMSIZ = 128
const ENODEV = 19
const { type: RTM_GETLINK } = messageTypes.RTM_GETLINK

/** The index of a link. Throws EncodeError for what can't be one. */
export const checkIndex = (index: number, path: string): number => {
  if (Number.isInteger(index) && index > 0 && index <= 0x7fffffff) return index
  throw new EncodeError(path, 'the name of a link, or its index (above 0)', index)
}

/** Letters that no name of a link holds (dev_valid_name in net/core/dev.c): what is a space for JavaScript alone may be in one. */
const NO_NAME = /[/\t-\r \0]/

/** How a link is asked for: by index, or by its name or one of its other names. Throws EncodeError for what is neither. */
export const linkSelector = (dev: string | number, path = 'dev'): LinkRequest => {
  if (typeof dev === 'number') return { index: checkIndex(dev, path) }
  const length = typeof dev === 'string' ? (encodeUtf8(dev)?.length ?? 0) : 0
  if (length === 0 || length >= ALTIFNAMSIZ || NO_NAME.test(dev) || dev === '.' || dev === '..')
    throw new EncodeError(path, 'the name of a link (1 to 127 bytes, no slash, no space), or its index', dev)
  return length < IFNAMSIZ ? { name: dev } : { altIfname: dev }
}

export const encodeLink = (requester: Requester, request: LinkRequest): EncodedPayload =>
  encodeInput(link, linkShape, request as { [key: string]: unknown }, requester.order)

/** Index and name are all that is wanted here: the counters are left out of the answer. */
const light = (request: LinkRequest): LinkRequest => ({ ...request, extMask: ['skip_stats'] })

interface Named {
  readonly index: number
  readonly name: string
}

/** Reads the name and passes all else by: a decoder of a few lines instead of the whole table's. */
const SHAPE: Shape = {
  rename: Object.fromEntries(Object.keys(link.attributes.rows).map((key) => [key, key === 'ifname' ? 'name' : null])),
}

/** One decoder for each byte order, made when it is first wanted. */
const decoders = new Map<ByteOrder, Decoder<Named>>()

const readNamed = ({ order }: Requester): Reader<Named> => {
  const decode = decoders.get(order) ?? compile<Named>(link, SHAPE, { order })
  decoders.set(order, decode)
  return (bytes, view, start, end) => decode(bytes, view, start + NLMSG_HDRLEN, end)
}

/** The index of a link. Rejects with KernelError ENODEV where there is none of that name. */
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
export const indexIn = ({ requester, options }: Asking, dev: string | number): Promise<number> =>
  deviceIndex(requester, dev, options)

/** The name of a link; undefined where there is none of that index. */
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

/** The names of all links. */
export const readNames = async (requester: Requester, options: RequestOptions = {}): Promise<Map<number, string>> => {
  const links = await requester.dump(RTM_GETLINK, encodeLink(requester, light({})), readNamed(requester), options)
  return new Map(links.map(({ index, name }) => [index, name]))
}
