/** Rules that can be added and deleted (`ip rule add|delete`). */
import type { RequestOptions } from '../netlink/exchange.ts'
import type { Asker } from './asker.ts'
import type { ChangeOptions, Changing, Echo, ReadBack } from './change.ts'
import { put, send } from './change.ts'
import type { NewRule } from './rule-changes.ts'
import { familyOf, RuleChanges } from './rule-changes.ts'
import { Rules } from './rules.ts'
import type { Rule } from './shapes.ts'

export class EditableRules extends Rules {
  private readonly changes: RuleChanges

  constructor(asker: Asker) {
    super(asker)
    this.changes = new RuleChanges(asker)
  }

  /** Adds a rule; of several with one priority the newest comes last. With `echo`, answers with it as the kernel has stored it. */
  add(rule: NewRule, options: Echo): Promise<Rule>
  add(rule: NewRule, options?: ChangeOptions): Promise<void>
  add(rule: NewRule, options?: ChangeOptions): Promise<unknown> {
    return this.put('rules.add', () => this.changes.add(rule), rule, options)
  }

  /** The first rule that has all that is given. */
  delete(rule: NewRule, options?: RequestOptions): Promise<void> {
    return send(this.asker, () => this.changes.delete(rule), options, 'rules.delete')
  }

  private put(
    where: string,
    making: () => Changing,
    rule: NewRule,
    options: ChangeOptions | undefined,
  ): Promise<unknown> {
    const back = (): ReadBack<Rule> => ({ reader: this.reader, find: () => this.find(rule) })
    return put(this.asker, this.kind, making, back, options, where)
  }

  private async find(rule: NewRule): Promise<Rule | undefined> {
    const { priority } = rule
    return priority === undefined ? undefined : (await this.get(priority, { family: String(familyOf(rule)) })).at(-1)
  }
}
