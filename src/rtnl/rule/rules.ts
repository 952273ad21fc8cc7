/** Rules that can be added and deleted (`ip rule add|delete`). */
import type { RequestOptions } from '../../netlink/socket/exchange.ts'
import type { Change, ChangeOptions, Changing, Echo, ReadBack } from '../change.ts'
import { put, send } from '../change.ts'
import { wasRead } from '../read-only.ts'
import { ruleReadOnly } from '../read-only-fields.ts'
import type { Requester } from '../requester.ts'
import type { Rule } from '../shapes.ts'
import type { NewRule } from './changes.ts'
import { familyOf, RuleChanges } from './changes.ts'
import { checkDeletion } from './matching.ts'
import { Rules } from './reading.ts'

export class EditableRules extends Rules {
  private readonly changes: RuleChanges

  constructor(requester: Requester) {
    super(requester)
    this.changes = new RuleChanges(requester)
  }

  /** Adds a rule; of several with one priority the newest comes last. With `echo`, answers with it as the kernel has stored it. */
  add(rule: NewRule, options: Echo): Promise<Rule>
  add(rule: NewRule, options?: ChangeOptions): Promise<void>
  add(rule: NewRule, options?: ChangeOptions): Promise<unknown> {
    return this.put('rules.add', () => this.changes.add(rule), rule, options)
  }

  /**
   * Deletes the first rule that has all that is given. A rule that was read is deleted alone: where the kernel would delete
   * another one of the same priority, which has all that this one has and more, nothing is deleted.
   *
   * @throws {EncodeError} with the path `rule` where the kernel would delete another rule than the one that was read.
   */
  delete(rule: NewRule, options?: RequestOptions): Promise<void> {
    const making = (): Changing =>
      wasRead(rule, ruleReadOnly) ? this.deletionOfListed(rule, options) : this.changes.delete(rule)
    return send(this.requester, making, options, 'rules.delete')
  }

  private async deletionOfListed(rule: NewRule, options?: RequestOptions): Promise<Change> {
    const { priority = 0, family } = rule
    checkDeletion(rule, await this.get(priority, { family: String(family) }, options))
    return this.changes.delete(rule)
  }

  private put(
    where: string,
    making: () => Changing,
    rule: NewRule,
    options: ChangeOptions | undefined,
  ): Promise<unknown> {
    const back = (): ReadBack<Rule> => ({ reader: this.reader, find: () => this.find(rule) })
    return put(this.requester, this.kind, making, back, options, where)
  }

  private async find(rule: NewRule): Promise<Rule | undefined> {
    const { priority } = rule
    return priority === undefined ? undefined : (await this.get(priority, { family: String(familyOf(rule)) })).at(-1)
  }
}
