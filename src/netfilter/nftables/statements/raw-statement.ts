/** Raw expressions as statements, for rules that no other statements can express. They can be written again. */

import { given } from '../given.ts'
import type { Element } from '../tables/element.ts'
import type { Expression } from '../tables/expressions/index.ts'
import type { SetAttributes } from '../tables/set.ts'
import type { Fields } from './expression-data.ts'
import type { ReadContext } from './read-context.ts'
import { isAnonymous } from './read-context.ts'
import type { RawStatement } from './types.ts'

/** The anonymous set of an expression, with the attributes that a new rule needs to get the same set. */
const anonymousOf = (context: ReadContext, data: Fields): RawStatement['anonymous'] => {
  const set = context.set(String(data['set'] ?? data['setName']))
  if (set?.attributes === undefined || !isAnonymous(set)) return undefined
  const { flags, keyType, keyLen, dataType, dataLen, objType, desc, userdata, timeout, policy, expressions } =
    set.attributes
  const wanted: SetAttributes = {
    ...{ flags, keyType, keyLen, dataType, dataLen, objType, desc, userdata, policy, expressions },
    ...(timeout === undefined ? {} : { timeout: BigInt(timeout) }),
  } as SetAttributes
  return { attributes: given(wanted), elements: set.elements as readonly Element[] }
}

/** Drops attributes that the kernel returns, although they are not set, and refuses in a new rule. */
const NOT_TAKEN: { readonly [expression: string]: (data: Fields) => Fields } = {
  osf: ({ flags, ...data }) => ((flags as readonly unknown[] | undefined)?.length ? { flags, ...data } : data),
  exthdr: ({ type, op, ...data }) =>
    (data['dreg'] ?? data['sreg']) === undefined ? { type, op } : { type, op, ...data },
}

export const rawStatement = ({ name = '', data }: Expression, context: ReadContext): RawStatement => {
  const plain = data instanceof Uint8Array || data === undefined
  const anonymous = plain ? undefined : anonymousOf(context, data as Fields)
  const taken = plain ? data : (NOT_TAKEN[name]?.(data as Fields) ?? data)
  return { expression: name, data: taken, ...(anonymous === undefined ? {} : { anonymous }) }
}
