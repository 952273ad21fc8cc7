/**
 * One random change: if the kernel accepts it, the same is read back; if it refuses, it names a field that was
 * generated at random.
 */
import fc from 'fast-check'
import type { TAP, Test } from 'tap'
import type { Requester } from '../../../src/client/requester.ts'
import { EncodeError, isKernelError, type KernelError } from '../../../src/index.ts'
import { NLA_HDRLEN } from '../../../src/netlink/codec/nlattr.ts'
import { hostOrder } from '../../../src/netlink/codec/order.ts'
import type { Policy } from '../../../src/netlink/protocol/extack.ts'
import { runs, seed } from '../random.ts'
import { differences, needed, type StoredOtherwise, show } from './stored.ts'

/** An input of a verb, and the paths of its random fields. Without those fields the kernel accepts it. */
export interface Trial<T> {
  readonly input: T
  readonly chosen: readonly string[]
}

/** A kind of object that can be changed, with random inputs. */
export interface Topic<T extends object> {
  readonly name: string
  readonly trials: fc.Arbitrary<Trial<T>>
  /** How often it is tried. */
  readonly usual: number
  /** The minimum number of accepted changes, of refusals, and of refusals that name a field. */
  readonly least: readonly [accepted: number, refused: number, named: number]
  readonly make: (input: T) => Promise<unknown>
  /** The current object, with the names of the input. */
  readonly read: (input: T) => Promise<object>
  readonly undo: (input: T) => Promise<unknown>
  /** The path of a field in the request. */
  readonly wire: (path: string) => readonly string[]
  readonly otherwise: StoredOtherwise
}

/** A client that counts the changes sent through it. */
export class Counted {
  sent = 0
  readonly requester: Requester

  constructor(socket: Requester) {
    const isChange = (name: string | symbol): boolean => name === 'request' || name === 'echo'
    this.requester = new Proxy(socket, {
      get: (target, name) => {
        const found: unknown = Reflect.get(target, name)
        if (typeof found !== 'function') return found
        return (...args: unknown[]) => {
          if (isChange(name)) this.sent++
          return found.apply(target, args)
        }
      },
    })
  }
}

class Tally {
  accepted = 0
  refused = 0
  /** Input that the library itself refuses. */
  unsaid = 0
  /** Refusals that name a field. */
  named = 0
}

const within = (path: string, outer: string): boolean =>
  path === outer || (/^[.[]/.test(path.slice(outer.length)) && path.startsWith(outer))

/** Whether the attribute that the kernel refers to is rejected by its policy. */
const isForbidden = ({ extack, request }: KernelError): boolean => {
  const { offset = 0, policy = {} } = extack ?? {}
  const { minLength, maxLength, minValueU, maxValueU, minValueS, maxValueS, mask } = policy as Partial<Policy>
  const view = new DataView(request.buffer, request.byteOffset + offset)
  const little = hostOrder === 'le'
  const length = view.getUint16(0, little) - NLA_HDRLEN
  const least = [minLength, minValueU, minValueS].find((limit) => limit !== undefined)
  const most = [maxLength, maxValueU, maxValueS].find((limit) => limit !== undefined)
  if (least === undefined && most === undefined && mask === undefined) return true
  const payload = request.subarray(offset + NLA_HDRLEN, offset + NLA_HDRLEN + length)
  const number = (little ? payload.slice().reverse() : payload).reduce((sum, byte) => sum * 256 + byte, 0)
  const value = minLength === undefined && maxLength === undefined ? number : length
  return (
    value < (least ?? 0) ||
    value > (most ?? Number.POSITIVE_INFINITY) ||
    (mask !== undefined && (BigInt(value) & ~mask) !== 0n)
  )
}

/** The refusal names a random field, and one that really violates the policy in the refusal. */
const checkRefusal = <T extends object>({ wire }: Topic<T>, { input, chosen }: Trial<T>, error: KernelError): void => {
  const { extack } = error
  if (extack?.missing !== undefined && chosen.some((path) => wire(path).includes(extack.missing as string)))
    throw new Error(`${show(input)}: ${extack.missing} is said to be missing`, { cause: error })
  if (extack?.offset === undefined) return
  const { path } = extack
  if (path === undefined) throw new Error(`${show(input)}: nobody knows byte ${extack.offset}`, { cause: error })
  if (!chosen.flatMap(wire).some((one) => within(path, one)))
    throw new Error(`${show(input)}: ${path} is blamed, not ${chosen.flatMap(wire)}`, { cause: error })
  if (!isForbidden(error)) throw new Error(`${show(input)}: ${path} is within ${show(extack.policy)}`, { cause: error })
}

const attempt = async <T extends object>(
  topic: Topic<T>,
  trial: Trial<T>,
  tally: Tally,
  counted: Counted,
): Promise<void> => {
  const { input } = trial
  const { sent } = counted
  try {
    await topic.make(input)
  } catch (error) {
    if (
      error instanceof EncodeError &&
      counted.sent === sent &&
      trial.chosen.some((path) => within(error.path, path))
    ) {
      tally.unsaid++
      return
    }
    if (!isKernelError(error)) throw new Error(show(input), { cause: error })
    checkRefusal(topic, trial, error)
    tally.refused++
    if (error.extack?.path !== undefined) tally.named++
    return
  }
  try {
    const found = await topic.read(input)
    const wrong = differences(input, found, topic.otherwise)
    if (wrong.length > 0) throw new Error(`${show(input)}: ${wrong.join('; ')}`)
    tally.accepted++
  } finally {
    await topic.undo(input).catch((cause: unknown) => {
      throw new Error(`${show(input)}: can't be undone`, { cause })
    })
  }
}

/** Whether the outcome is deterministic. */
const AS_USUAL = process.env['RTNL_FUZZ_SEED'] === undefined && runs(1) === 1

/** Tries a topic, and checks that enough was accepted, refused, and refused with a field. */
const tryAll = async <T extends object>(t: Test, topic: Topic<T>, counted: Counted): Promise<void> => {
  const tally = new Tally()
  await fc.assert(
    fc.asyncProperty(topic.trials, (trial) => attempt(topic, trial, tally, counted)),
    { numRuns: runs(topic.usual), seed },
  )
  const { accepted, refused, named, unsaid } = tally
  const reported = `${accepted} accepted, ${refused} refused, ${named} of them with a field; ${unsaid} can't be said`
  const [least, leastRefused, leastNamed] = topic.least
  if (AS_USUAL) t.ok(accepted >= least && refused >= leastRefused && named >= leastNamed, reported)
  else t.pass(reported)
}

/** A topic of any input type. */
export interface Tried {
  readonly name: string
  readonly otherwise: StoredOtherwise
  readonly run: (t: Test, counted: Counted) => Promise<void>
}

export const tried = <T extends object>(topic: Topic<T>): Tried => ({
  name: topic.name,
  otherwise: topic.otherwise,
  run: (t, counted) => tryAll(t, topic, counted),
})

/** Every known difference in how values are stored has occurred. */
export const checkNeeded = (t: TAP, topics: readonly Tried[]): void => {
  const all = topics.flatMap(({ otherwise }) => Object.entries(otherwise))
  const idle = all
    .filter(([, how]) => how.seldom !== true && !needed.has(how))
    .map(([path, { why }]) => `${path}: ${why}`)
  if (AS_USUAL) t.same(idle, [], 'all that is stored otherwise came up')
}
