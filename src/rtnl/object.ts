/** Descriptors of the objects of NETLINK_ROUTE. */
import type { AnyKind } from '../client/collection.ts'
import type { NetlinkObject, ObjectDescription } from '../client/object.ts'
import { describeObject } from '../client/object.ts'
import type { Requester } from '../client/requester.ts'
import type { Group } from './tables/groups.ts'
import type { MessageName } from './tables/index.ts'
import { messageTypes } from './tables/index.ts'

type Maker = (new (requester: Requester) => object) | undefined

export type RtnlObject<N extends string, K extends AnyKind, C extends object, W extends Maker> = NetlinkObject<
  N,
  K,
  C,
  W,
  Group
>

/** Makes a descriptor. `messages`: RTM_NEW* and RTM_DEL*, as the kernel sends them to multicast groups. */
export const defineObject = <N extends string, K extends AnyKind, C extends object, W extends Maker>({
  messages,
  ...description
}: ObjectDescription<N, K, C, W, Group> & {
  readonly messages: { readonly new: MessageName; readonly delete: MessageName }
}): RtnlObject<N, K, C, W> =>
  describeObject(description, { new: messageTypes[messages.new].type, delete: messageTypes[messages.delete].type })
