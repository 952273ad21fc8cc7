/** The events of a monitor of nf_tables, from the kernel's notifications and the sets that rules look up. */

import type { Notification, OtherEvent } from '../../client/notifications.ts'
import { NotificationReader } from '../../client/notifications.ts'
import type { LostEvent } from '../../client/watch.ts'
import type { ByteOrder } from '../../netlink/codec/order.ts'
import { NLM_F_APPEND } from '../../netlink/protocol/header.ts'
import type { NetfilterMessageName } from '../tables/index.ts'
import { messageTypes } from '../tables/index.ts'
import type { GenerationValue } from './dumps.ts'
import type { Flowtable, FlowtableValue } from './flowtables.ts'
import { readFlowtable } from './flowtables.ts'
import type { Chain, ChainValue, NftObject, ObjectValue, Rule, RuleValue, Table, TableValue } from './objects.ts'
import { readChain, readObject, readRule, readTable } from './objects.ts'
import type { SetWithElements } from './rule-sets.ts'
import { finder, isAnonymous, setKey } from './rule-sets.ts'
import type { NftSet } from './set.ts'
import { readSet } from './set.ts'
import type { SetValue } from './set-contents.ts'
import type { SetElement } from './set-elements.ts'
import { readElementsOfSet } from './set-elements.ts'
import { netfilterShape } from './shapes.ts'
import type { Family } from './statements/context.ts'
import type { Element } from './tables/element.ts'

/** Elements that were added to a set or deleted from it. */
export interface SetElements {
  /** Family of the table. */
  readonly family: Family
  /** Name of the table. */
  readonly table: string
  /** Name of the set. */
  readonly set: string
  /** The elements. */
  readonly elements: readonly SetElement[]
}

/** The `value` of an event by its `object`. */
interface Objects {
  /** A table. */
  readonly table: Table
  /** A chain. */
  readonly chain: Chain
  /** Without its elements, which have events of their own. */
  readonly set: NftSet
  /** A named counter, quota, limit, ... */
  readonly object: NftObject
  /** A flowtable. */
  readonly flowtable: Flowtable
  /** Consecutive changes of one set by one transaction are one event. */
  readonly element: SetElements
}

/** An object was added or changed (`new`) or deleted (`delete`); then the kernel reports little more than its name. */
export type NftObjectEvent = {
  [K in keyof Objects]: { readonly action: 'new' | 'delete'; readonly object: K; readonly value: Objects[K] }
}[keyof Objects]

/** A rule was added or deleted. A replaced rule is a deletion and an addition. */
export interface RuleEvent {
  /** Whether it was added or deleted. */
  readonly action: 'new' | 'delete'
  readonly object: 'rule'
  /** With its statements, even if it was deleted. */
  readonly value: Rule
  /** It was inserted at the beginning of its chain or, with `behind`, after that rule; not appended. */
  readonly insert?: true
  /** Handle of the rule before it, if it is neither the first nor the last. Absent otherwise. */
  readonly behind?: number
}

/**
 * The end of a transaction, after the events of its changes. `pid` and `program` are absent if the kernel does not report
 * them.
 */
export interface GenerationEvent {
  readonly action: 'generation'
  /** The new generation of the ruleset. */
  readonly generation: number
  /** Thread ID of the sender: the process ID if the process has one thread. */
  readonly pid?: number
  /** Name of that thread, at most 15 characters; usually the name of the program. */
  readonly program?: string
}

/** The events of `Nftables.monitor`. `action` and `object` distinguish them. */
export type NftablesEvent = NftObjectEvent | RuleEvent | GenerationEvent | OtherEvent | LostEvent

type ReportedEvent = Exclude<NftablesEvent, LostEvent>

const NFT_OBJECTS = {
  TABLE: 'table',
  CHAIN: 'chain',
  RULE: 'rule',
  SET: 'set',
  SETELEM: 'element',
  OBJ: 'object',
  FLOWTABLE: 'flowtable',
} as const

/** What a type of message reports. */
interface About {
  readonly object: (typeof NFT_OBJECTS)[keyof typeof NFT_OBJECTS] | 'generation'
  readonly action: 'new' | 'delete'
}

interface ElementsValue {
  readonly family: unknown
  readonly table?: string
  readonly set?: string
  readonly elements?: readonly Element[]
}

/** Consecutive elements of one set. An interval is two elements, which may be in separate messages. */
interface Run {
  readonly action: 'new' | 'delete'
  readonly tracked: SetWithElements
  readonly elements: Element[]
}

/** A set whose creation was reported: its elements follow. */
interface Growing extends SetWithElements {
  readonly elements: Element[]
  readonly growing: true
}

const isGrowing = (tracked: SetWithElements): tracked is Growing => 'growing' in tracked

/** Turns notifications into events, and tracks the sets. */
export class EventReader {
  private readonly order: ByteOrder
  private readonly push: (event: ReportedEvent) => void
  private readonly notifications: NotificationReader<About>
  private sets = new Map<string, SetWithElements>()
  private run: Run | undefined

  constructor(order: ByteOrder, push: (event: ReportedEvent) => void) {
    this.order = order
    this.push = push
    this.notifications = new NotificationReader(order)
    const entry = (name: NetfilterMessageName, object: About['object'], action: About['action']): void => {
      const { type, node } = messageTypes[name]
      this.notifications.add(type, { object, action }, { node, shape: netfilterShape })
    }
    for (const [name, object] of Object.entries(NFT_OBJECTS)) {
      entry(`NFT_MSG_NEW${name}` as NetfilterMessageName, object, 'new')
      entry(`NFT_MSG_DEL${name}` as NetfilterMessageName, object, 'delete')
      entry(`NFT_MSG_DESTROY${name}` as NetfilterMessageName, object, 'delete')
    }
    entry('NFT_MSG_NEWGEN', 'generation', 'new')
  }

  /** Replaces the tracked sets. */
  know(sets: Map<string, SetWithElements>): void {
    this.sets = sets
  }

  read(bytes: Uint8Array, view: DataView, start: number, end: number): void {
    const found = this.notifications.read(bytes, view, start, end)
    if (found?.about.object === 'element' && this.collect(found.about.action, found.value as ElementsValue)) return
    this.flush()
    const event = found === undefined ? undefined : this.event(found)
    if (event === undefined) this.push(this.notifications.other(bytes, view, start, end))
    else if (event !== 'own') this.push(event)
  }

  /** Reads a rule with the tracked sets. */
  rule(value: RuleValue): Rule {
    return readRule(value, this.order, finder(this.sets, value.family, value.table))
  }

  /** Pushes the elements that were held back in case more of their set follow. */
  flush(): void {
    const { run } = this
    this.run = undefined
    if (run === undefined) return
    const { family, table, name } = readSet(run.tracked.value, undefined, this.order)
    const elements = readElementsOfSet(run.tracked.value, run.elements, this.order)
    this.push({ action: run.action, object: 'element', value: { family, table, set: name, elements } })
  }

  /** Holds elements back; false if their set is not tracked. */
  private collect(action: Run['action'], { family, table, set, elements = [] }: ElementsValue): boolean {
    const tracked = this.sets.get(setKey(family, table, set))
    if (tracked === undefined) return false
    // these are part of the event of the rule
    if (isAnonymous(tracked.value)) {
      if (isGrowing(tracked)) for (const element of elements) tracked.elements.push(element)
      return true
    }
    if (this.run?.tracked !== tracked || this.run.action !== action) {
      this.flush()
      this.run = { action, tracked, elements: [] }
    }
    for (const element of elements) this.run.elements.push(element)
    return true
  }

  /** `own`: an anonymous set, which is part of the event of its rule. */
  private event({ about: { object, action }, value, flags }: Notification<About>): ReportedEvent | 'own' | undefined {
    switch (object) {
      case 'table':
        return { action, object, value: readTable(value as TableValue) }
      case 'chain':
        return { action, object, value: readChain(value as ChainValue) }
      case 'rule':
        return this.ruleEvent(action, value as RuleValue, flags)
      case 'set':
        return this.set(action, value as SetValue)
      case 'object':
        return { action, object, value: readObject(value as ObjectValue) }
      case 'flowtable':
        return { action, object, value: readFlowtable(value as FlowtableValue) }
      case 'generation': {
        const { id, procPid, procName } = value as GenerationValue
        const who = {
          ...(procPid === undefined ? {} : { pid: procPid }),
          ...(procName === undefined ? {} : { program: procName }),
        }
        return { action: 'generation', generation: id, ...who }
      }
      case 'element':
        return undefined
    }
  }

  private ruleEvent(action: About['action'], value: RuleValue, flags: number): RuleEvent {
    const { position } = value
    const inserted = action === 'new' && (flags & NLM_F_APPEND) === 0
    return {
      action,
      object: 'rule',
      value: this.rule(value),
      ...(inserted ? { insert: true } : {}),
      ...(position === undefined ? {} : { behind: position }),
    }
  }

  private set(action: About['action'], value: SetValue): NftObjectEvent | 'own' {
    const key = setKey(value.family, value.table, value.name)
    const known = this.sets.get(key)
    if (action === 'new') {
      const growing: Growing = { value, elements: [], growing: true }
      this.sets.set(key, growing)
    } else this.sets.delete(key)
    // of a deleted set the kernel reports only the name
    const whole = action === 'delete' && known !== undefined ? known.value : value
    return isAnonymous(whole) ? 'own' : { action, object: 'set', value: readSet(whole, undefined, this.order) }
  }
}
