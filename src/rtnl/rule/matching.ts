/**
 * Predicts which rule the kernel deletes: the first of the given family and priority that has all attributes of the request
 * (fib_nl_delrule).
 */
import { isDeepStrictEqual } from 'node:util'
import { settable } from '../../client/read-only.ts'
import { EncodeError } from '../../netlink/codec/errors.ts'
import { ruleReadOnly } from '../read-only-fields.ts'
import type { Rule } from '../shapes.ts'
import type { NewRule } from './input.ts'

/** Fields that the kernel's rule_find does not compare, such as the target of a jump and the flag `invert`. */
const IGNORED: ReadonlySet<string> = new Set(['family', 'priority', 'flags', 'not', 'goto', 'unknown'])

/** By field: the value that rule_find treats as not given. */
const UNSET: { readonly [field: string]: unknown } = {
  ...{ action: 'unspec', table: 'unspec', protocol: 'unspec', tos: 0, iifname: '', oifname: '', l3mdev: 0 },
  ...{ fwmark: 0, fwmask: 0, tunId: '0x0', ipProto: 0, suppressIfgroup: 0xffffffff, suppressPrefixlen: 0xffffffff },
}

/** Whether a request to delete `rule` matches `found`. Both have the same family and priority. */
export const matches = (rule: NewRule, found: Rule): boolean =>
  Object.entries(rule).every(
    ([key, value]) => IGNORED.has(key) || UNSET[key] === value || isDeepStrictEqual(found[key as keyof Rule], value),
  )

const describe = ({ src, dst, table, action, goto, flags }: Rule): string => {
  const target = goto === undefined ? (action === 'lookup' ? `lookup ${table}` : String(action)) : `goto ${goto}`
  return `${flags.includes('invert') ? 'not ' : ''}from ${src ?? 'all'}${dst === undefined ? '' : ` to ${dst}`} ${target}`
}

/**
 * Throws EncodeError if the kernel would delete another rule than the one that was read. `all`: the rules of its priority, in
 * order.
 */
export const checkDeletion = (rule: NewRule, all: readonly Rule[]): void => {
  const first = all.find((found) => matches(rule, found))
  // The kernel changes some flags itself, when links appear and disappear (iif_detached), so read-only flags are ignored.
  if (first === undefined || isDeepStrictEqual(settable(first, ruleReadOnly), settable(rule, ruleReadOnly))) return
  throw new EncodeError(
    'rule',
    `one that the kernel can distinguish from earlier ones: it would delete the rule \`${describe(first)}\` of the same priority`,
  )
}
