/** Chains and flowtables as text. */

import type { Flowtable } from '../flowtables.ts'
import { priorityText } from '../hooks.ts'
import type { Chain } from '../objects.ts'
import { quote } from '../statements/quote.ts'
import type { Block } from './block.ts'
import { commentText } from './comment.ts'
import type { TableNames } from './table-names.ts'

const deviceText = (devices: readonly string[]): string =>
  devices.length === 1 ? ` device ${quote(devices[0] as string)}` : ` devices = { ${devices.map(quote).join(', ')} }`

const hookText = ({ family, type, hook, priority = 0, devices = [], policy }: Chain): string => {
  const where = devices.length === 0 ? '' : deviceText(devices)
  const decides = policy === undefined ? '' : ` policy ${policy};`
  return `type ${type} hook ${hook}${where} priority ${priorityText(family, hook, priority)};${decides}`
}

/** A chain. `rules`: the lines of its rules. */
export const chainBlock = (chain: Chain, rules: readonly string[], names: TableNames): Block => {
  const { name, handle, hook, flags = [], comment } = chain
  return {
    head: `chain ${name}`,
    handle,
    comment: names.unreadable.has(`chain ${name}`),
    body: [
      ...commentText(comment),
      ...(hook === undefined ? [] : [hookText(chain)]),
      ...(flags.includes('offload') ? ['flags offload'] : []),
      ...rules,
    ],
  }
}

export const flowtableBlock = (flowtable: Flowtable, names: TableNames): Block => {
  const { family, name, handle, hook, priority = 0, devices = [], flags = [] } = flowtable
  return {
    head: `flowtable ${name}`,
    handle,
    comment: names.unreadable.has(`@${name}`),
    body: [
      `hook ${hook} priority ${priorityText(family, hook, priority)}`,
      ...(devices.length === 0 ? [] : [`devices = { ${devices.map(quote).join(', ')} }`]),
      ...(flags.includes('offload') ? ['flags offload'] : []),
      ...(flags.includes('counter') ? ['counter'] : []),
    ],
  }
}
