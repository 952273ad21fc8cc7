/**
 * NFTA_EXPR_* of <linux/netfilter/nf_tables.h>: an expression of a rule. Its name decides the table of its data. The
 * expressions that contain other expressions are here as well, since their tables and this one refer to each other.
 */

import { attr, attributes, be32, be64, bytes, items, string } from '../../../../netlink/codec/builders.ts'
import { enumeration, flags } from '../../../../netlink/codec/enumeration.ts'
import type { Attributes, Infer, InferRows, Select } from '../../../../netlink/codec/node.ts'
import { register } from '../data.ts'
import { flowOffload, log, objref, queue, reject, synproxy } from './actions.ts'
import { match, target } from './compat.ts'
import { dup, fwd, masq, nat, redir, tproxy } from './nat.ts'
import { hash, numgen } from './numbers.ts'
import { ct, exthdr, fib, meta, osf, payload, rt, socket, tunnel, xfrm } from './packet.ts'
import { bitwise, byteorder, cmp, immediate, lookup, range } from './registers.ts'
import { connlimit, counter, last, limit, quota } from './stateful.ts'

/** An expression inside another one. Its rows are a getter because the table of expressions does not exist yet. */
const nested: Attributes<Expression> = {
  type: 'attributes',
  prefix: 'NFTA_EXPR_',
  get rows() {
    return expression.rows
  },
}

const dynsetRows = {
  setName: attr(1, string),
  setId: attr(2, be32),
  op: attr(3, enumeration(be32, 'NFT_DYNSET_OP_', { add: 0, update: 1, delete: 2 })),
  sregKey: attr(4, register),
  sregData: attr(5, register),
  /** Milliseconds. */
  timeout: attr(6, be64),
  expr: attr(7, nested),
  pad: attr(8, bytes),
  flags: attr(9, flags(be32, 'NFT_DYNSET_F_', { inv: 1, expr: 2 })),
  expressions: attr(10, items(nested, { id: 1 })),
}
export interface Dynset extends InferRows<typeof dynsetRows> {}
export const dynset: Attributes<Dynset> = attributes('NFTA_DYNSET_', dynsetRows)

const innerRows = {
  num: attr(1, be32),
  type: attr(2, enumeration(be32, 'NFT_INNER_', { unspec: 0, vxlan: 1, geneve: 2 })),
  flags: attr(3, flags(be32, 'NFT_INNER_', { hdrsize: 1, ll: 2, nh: 4, th: 8 })),
  /** Size of the tunnel's header in bytes. */
  hdrsize: attr(4, be32),
  expr: attr(5, nested),
}
export interface Inner extends InferRows<typeof innerRows> {}
export const inner: Attributes<Inner> = attributes('NFTA_INNER_', innerRows)

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

/** The data of an expression: a table's value for a known name, bytes for any other. */
export type ExpressionData = Infer<(typeof expressions)[keyof typeof expressions]> | Uint8Array

/** The cases are a getter because some of their tables contain expressions, and so this table. */
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
  /** In the table of the expression that `name` names. */
  data: attr(2, data, { nested: true }),
}
export interface Expression extends InferRows<typeof rows> {}
export const expression: Attributes<Expression> = attributes('NFTA_EXPR_', rows)
