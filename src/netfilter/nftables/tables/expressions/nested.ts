import type { Attributes } from '../../../../netlink/codec/node.ts'
import type { Expression } from './index.ts'
import { expression } from './index.ts'

/**
 * An expression inside another. A function, since functions alone exist before their module has run; the table is looked
 * up when it is read.
 */
export function nested(): Attributes<Expression> {
  return {
    type: 'attributes',
    prefix: 'NFTA_EXPR_',
    get rows() {
      return expression.rows
    },
  }
}
