/** Events of a ruleset in nft's syntax: `add rule ip nat POSTROUTING masquerade`. */
import type { ByteOrder } from '../../../netlink/codec/order.ts'
import type { NftablesEvent, NftObjectEvent, RuleEvent, SetElements } from '../events.ts'
import type { NftSet } from '../set.ts'
import { printable } from '../statements/quote.ts'
import type { Block, TextOptions } from './block.ts'
import { handleText, inOneLine } from './block.ts'
import { chainBlock, flowtableBlock } from './chain.ts'
import { commentText } from './comment.ts'
import { objectBlock } from './object.ts'
import { ruleText } from './rule.ts'
import { elementText, setBlock } from './set.ts'
import type { TableNames } from './table-names.ts'

/** An event does not contain the other objects of its table. */
const NAMES: TableNames = { bound: new Map(), unreadable: new Set() }

/** The events that have a text. */
export type TextEvent = Exclude<NftablesEvent, { readonly action: 'other' | 'lost' }>

type BlockEvent = Exclude<NftObjectEvent, { readonly object: 'table' | 'element' }>

const blockOf = (event: BlockEvent): Block => {
  switch (event.object) {
    case 'chain':
      return chainBlock(event.value, [], NAMES)
    case 'set':
      return setBlock(event.value, NAMES)
    case 'object':
      return objectBlock(event.value, NAMES)
    case 'flowtable':
      return flowtableBlock(event.value, NAMES)
  }
}

interface Named {
  readonly family: string
  readonly table: string
  readonly name: string
}

const setKey = (family: string, table: string, name: string): string => `${family} ${table} ${name}`

export interface EventTextOptions extends TextOptions {
  readonly order?: ByteOrder | undefined
}

/** The verbs of `nft monitor`. */
const VERBS = { new: 'add', delete: 'delete' } as const

/** Formats events. It tracks the sets, since the text of an element depends on its set. */
export class EventText {
  private readonly options: EventTextOptions
  private readonly sets = new Map<string, NftSet>()

  constructor(sets: readonly NftSet[], options: EventTextOptions = {}) {
    this.options = options
    for (const set of sets) this.know(set)
  }

  /** The event on one line. It is a comment (`#`) if nft cannot read it. */
  line(event: TextEvent): string {
    if (event.action === 'generation') {
      const { generation, pid, program } = event
      const who =
        pid === undefined ? '' : ` by process ${pid}${program === undefined ? '' : ` (${printable(program)})`}`
      return `# new generation ${generation}${who}`
    }
    const numbered = event.action === 'new' && event.object !== 'element'
    return printable(this.text(event)) + (numbered ? handleText(event.value.handle, this.options) : '')
  }

  private know(set: NftSet): void {
    this.sets.set(setKey(set.family, set.table, set.name), set)
  }

  private text(event: Exclude<TextEvent, { readonly action: 'generation' }>): string {
    switch (event.object) {
      case 'rule':
        return this.rule(event)
      case 'element':
        return `${VERBS[event.action]} element ${this.elements(event.value)}`
      case 'table': {
        const { family, name, flags = [], comment } = event.value
        const body = [...(flags.length === 0 ? [] : [`flags ${flags.join(',')}`]), ...commentText(comment)]
        return `${VERBS[event.action]} ${inOneLine({ head: `table ${family} ${name}`, body })}`
      }
      default:
        if (event.object === 'set' && event.action === 'new') this.know(event.value)
        return this.block(event)
    }
  }

  private block(event: BlockEvent): string {
    const { head, body, comment } = blockOf(event)
    const { family, table, name }: Named = event.value
    const placed = `${head.slice(0, head.length - name.length)}${family} ${table} ${name}`
    const text = `${VERBS[event.action]} ${event.action === 'new' ? inOneLine({ head: placed, body }) : placed}`
    return comment === true ? `# ${text}` : text
  }

  private rule({ action, value, insert, behind }: RuleEvent): string {
    const { family, table, chain, handle } = value
    const where = `${family} ${table} ${chain}`
    const text = ruleText(value, NAMES, this.options.order)
    const plain = text.replace(/^# /, '')
    // nft deletes a rule by its handle; the statements are a comment
    if (action === 'delete') return `delete rule ${where} handle ${handle} # ${plain}`
    const verb = insert === true && behind === undefined ? 'insert' : 'add'
    const place = behind === undefined ? '' : ` handle ${behind}`
    return `${plain === text ? '' : '# '}${verb} rule ${where}${place} ${plain}`
  }

  private elements({ family, table, set: name, elements }: SetElements): string {
    const set = this.sets.get(setKey(family, table, name)) ?? { family, table, name, handle: 0, type: '' }
    return `${family} ${table} ${name} { ${elements.map((element) => elementText(set as NftSet, element)).join(', ')} }`
  }
}
