/** What rules are made of: NFTA_EXPR_* of <linux/netfilter/nf_tables.h>, whose data the name decides. */

import { attr, attributes, bytes, string } from '../../../../netlink/codec/builders.ts'
import type { Attributes, Infer, InferRows, Select } from '../../../../netlink/codec/node.ts'
import { flowOffload, log, objref, queue, reject, synproxy } from './actions.ts'
import { match, target } from './compat.ts'
import { dynset, inner } from './dynset.ts'
import { dup, fwd, masq, nat, redir, tproxy } from './nat.ts'
import { hash, numgen } from './numbers.ts'
import { ct, exthdr, fib, meta, osf, payload, rt, socket, tunnel, xfrm } from './packet.ts'
import { bitwise, byteorder, cmp, immediate, lookup, range } from './registers.ts'
import { connlimit, counter, last, limit, quota } from './stateful.ts'

/** The table of each expression, by the kernel's name for it. `notrack` has none. */
export const expressions = {
  bitwise,
  byteorder,
  cmp,
  connlimit,
  counter,
  ct,
  dup,
  dynset,
  exthdr,
  fib,
  flow_offload: flowOffload,
  fwd,
  hash,
  immediate,
  inner,
  last,
  limit,
  log,
  lookup,
  masq,
  match,
  meta,
  nat,
  numgen,
  objref,
  osf,
  payload,
  queue,
  quota,
  range,
  redir,
  reject,
  rt,
  socket,
  synproxy,
  target,
  tproxy,
  tunnel,
  xfrm,
}

/** What an expression of any known name has; bytes for the others. */
export type ExpressionData = Infer<(typeof expressions)[keyof typeof expressions]> | Uint8Array

/** Asked for when it is read: some expressions hold others themselves, and with them this record. */
const data: Select<ExpressionData> = {
  type: 'select',
  by: 'name',
  get cases() {
    return expressions
  },
  otherwise: bytes,
}

const rows = {
  name: attr(1, string),
  /** The expression's own table. */
  data: attr(2, data, { nested: true }),
}
export interface Expression extends InferRows<typeof rows> {}
export const expression: Attributes<Expression> = attributes('NFTA_EXPR_', rows)
