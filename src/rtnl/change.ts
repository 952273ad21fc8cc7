/** Changes of NETLINK_ROUTE, by the kernel's message names. */
import type { About, Change } from '../client/change.ts'
import { encodeChange } from '../client/change.ts'
import type { AnyKind } from '../client/collection.ts'
import type { Requester } from '../client/requester.ts'
import type { MessageName } from './tables/index.ts'
import { messageTypes } from './tables/index.ts'

/** Encodes a change. The fields of `input` are those of the shape. Throws EncodeError. */
export const makeChange = (
  requester: Requester,
  kind: Pick<AnyKind, 'node' | 'shape'>,
  name: MessageName,
  flags: number,
  input: object,
  target: string | About,
): Change => encodeChange(requester, kind, messageTypes[name].type, flags, input, target)
