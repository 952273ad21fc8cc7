/** Many changes, few sends. */
import type { RequestOptions } from '../netlink/exchange.ts'
import { AddressChanges } from './address-changes.ts'
import type { Asker } from './asker.ts'
import type { Change, Changing } from './change.ts'
import { send } from './change.ts'
import { LinkChanges } from './link-changes.ts'
import { NeighbourChanges } from './neighbour-changes.ts'
import { NsidChanges } from './nsid-changes.ts'
import { RouteChanges } from './route-changes.ts'
import { RuleChanges } from './rule-changes.ts'

/** The same verbs, written down instead of sent. */
type Recorded<C> = {
  readonly [K in keyof C as C[K] extends (...args: never) => Changing ? K : never]: C[K] extends (
    ...args: infer A
  ) => Changing
    ? (...args: A) => void
    : never
}

export interface Batch {
  readonly links: Recorded<LinkChanges>
  readonly addresses: Recorded<AddressChanges>
  readonly routes: Recorded<RouteChanges>
  readonly rules: Recorded<RuleChanges>
  readonly neighbours: Recorded<NeighbourChanges>
  readonly nsids: Recorded<NsidChanges>
}

type Step = () => Changing

const record = <C extends object>(changes: C, steps: Step[]): Recorded<C> =>
  new Proxy(changes, {
    get:
      (target, key) =>
      (...args: unknown[]) => {
        const verb = Reflect.get(target, key) as (...args: unknown[]) => Changing
        steps.push(() => verb.apply(target, args))
      },
  }) as unknown as Recorded<C>

/** Makes all requests first, so that they can be sent together and in their order; one that can't be made rejects alone. */
export const runBatch = async (
  asker: Asker,
  fill: (batch: Batch) => void,
  options: RequestOptions = {},
): Promise<PromiseSettledResult<void>[]> => {
  const steps: Step[] = []
  fill({
    links: record(new LinkChanges(asker), steps),
    addresses: record(new AddressChanges(asker), steps),
    routes: record(new RouteChanges(asker), steps),
    rules: record(new RuleChanges(asker), steps),
    neighbours: record(new NeighbourChanges(asker), steps),
    nsids: record(new NsidChanges(asker), steps),
  })
  const made = await Promise.allSettled(steps.map(async (step): Promise<Change> => step()))
  return Promise.allSettled(
    made.map((one) =>
      one.status === 'fulfilled' ? send(asker, () => one.value, options) : Promise.reject(one.reason),
    ),
  )
}
