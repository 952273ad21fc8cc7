/** Rules: list, add, delete (`ip rule`). */

import type { Change, Changing } from '../../client/change.ts'
import { send } from '../../client/change.ts'
import type { EchoVerb } from '../../client/echo.ts'
import { echoVerbs } from '../../client/echo.ts'
import { ProjectedCollection } from '../../client/projected-collection.ts'
import { wasRead } from '../../client/read-only.ts'
import type { Requester } from '../../client/requester.ts'
import type { RequestOptions } from '../../netlink/socket/requests.ts'
import { ruleReadOnly } from '../read-only-fields.ts'
import type { Rule } from '../shapes.ts'
import { familyOf, RuleChanges } from './changes.ts'
import type { NewRule } from './input.ts'
import { checkDeletion } from './matching.ts'
import type { RuleFilter } from './reading.ts'
import { ruleKind } from './reading.ts'
import type { RuleMessage } from './tables/rule.ts'

/** Rules that choose the routing table: list, add, delete (`ip rule`). */
export class Rules extends ProjectedCollection<Rule, RuleFilter, RuleMessage> {
  private readonly changes = new RuleChanges(this.requester)
  private readonly verb = echoVerbs(this.requester, this.kind, this.reader, (rule: NewRule) => this.find(rule))

  constructor(requester: Requester) {
    super(requester, ruleKind)
  }

  /**
   * Adds a rule, after those of the same priority. With `echo`, resolves with it as the kernel has stored it. A rule without
   * `table`, `action`, `goto` and `l3mdev` uses the table `main`. Without `priority`, the kernel inserts the rule after the
   * first one; it does so again if the call is repeated. There is no `replace`: to add a rule that may exist, give it a
   * priority and ignore `EEXIST`.
   *
   * @throws {KernelError} `EEXIST` if a rule with the same priority and the same fields exists.
   */
  readonly add: EchoVerb<[rule: NewRule], Rule> = this.verb('add', (rule) => this.changes.add(rule))

  /**
   * Deletes the first rule that has all given fields. If `rule` was read, no other rule is deleted: the call rejects if the
   * kernel would delete an earlier rule of the same priority, which has all fields of this one and more.
   *
   * @throws {EncodeError} with the path `rule` if the kernel would delete another rule than the one that was read.
   */
  delete(rule: NewRule, options?: RequestOptions): Promise<void> {
    const making = (): Changing =>
      wasRead(rule, ruleReadOnly) ? this.deletionOfListed(rule, options) : this.changes.delete(rule)
    return send(this.requester, making, options, 'rules.delete')
  }

  private async deletionOfListed(rule: NewRule, options?: RequestOptions): Promise<Change> {
    const { priority = 0, family } = rule
    checkDeletion(rule, await this.list({ priority, family: family as RuleFilter['family'] }, options))
    return this.changes.delete(rule)
  }

  private async find(rule: NewRule): Promise<Rule | undefined> {
    const { priority } = rule
    return priority === undefined
      ? undefined
      : (await this.list({ priority, family: familyOf(rule) as RuleFilter['family'] })).at(-1)
  }
}
