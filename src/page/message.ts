/** What the page shows of a message: a row of the list, and everything once it is selected. */
import type { Captured } from '../cli/captured.ts'
import { whyNoMessage } from '../cli/captured.ts'
import { noColours } from '../cli/colours.ts'
import type { Answer } from '../cli/conversation.ts'
import type { Decoded } from '../cli/decoded/form.ts'
import { describeCaptured, titleOf } from '../cli/decoded/form.ts'
import { factsOf } from '../cli/facts.ts'
import type { Described } from '../cli/message.ts'
import { subjectOf, summarize } from '../cli/request-summary.ts'
import { visible } from '../cli/terminal.ts'
import type { Line } from '../cli/tree.ts'
import { Tree } from '../cli/tree.ts'
import type { Field } from './fields.ts'
import { fieldsOf, MOST_FIELDS } from './fields.ts'

/** A row of the list. */
export interface MessageRow {
  /** From 1. */
  readonly number: number
  /** `RTM_NEWLINK`. */
  readonly name: string
  /** `add link vx0 of kind vxlan`; why it was refused; what is wrong with it. May be empty. */
  readonly summary: string
  /** In bytes. */
  readonly size: number
  /** `request`: it asks for something. `refused`: it refuses a request. `faulty`: it could not be read in full. */
  readonly state: 'plain' | 'request' | 'refused' | 'faulty'
}

/** A message that is selected. */
export interface MessageDetail {
  readonly number: number
  readonly name: string
  /** `(3, 56 bytes, received by ip[17] fd 3)`. */
  readonly origin: string
  readonly bytes: Uint8Array
  readonly fields: readonly Field[]
  /** Number of fields that are not shown. */
  readonly omitted: number
  /** The field of the request that the refusal is about, if both are known. `message`: the number of the request. */
  readonly fault?: { readonly message: number; readonly offset: number }
  /** What is known about the refusal, if it is one; problems that belong to no field. */
  readonly facts: readonly (readonly [label: string, text: string])[]
}

const refusalText = ({ refusal }: Answer): string | undefined =>
  refusal && `${refusal.code}: ${refusal.said ?? refusal.meaning}`

const problemOf = (captured: Captured, described: Described | undefined): string | undefined =>
  described === undefined ? whyNoMessage(captured) : described.problems[0]?.message

const nameOf = (described: Described | undefined): string =>
  described === undefined ? 'no message' : (described.name ?? `type ${described.header.type}`)

const isRequest = ({ header }: Described): boolean => header.flags.includes('NLM_F_REQUEST')

/** The row of a message. `described` without spans suffices. */
export const rowOf = ({ captured, number, described, answer }: Decoded): MessageRow => {
  const common = { number, name: nameOf(described), size: captured.bytes.length }
  const refused = answer && refusalText(answer)
  if (refused !== undefined) return { ...common, summary: visible(refused), state: 'refused' }
  const problem = problemOf(captured, described)
  if (described === undefined || problem !== undefined)
    return { ...common, summary: visible(problem as string), state: 'faulty' }
  if (!isRequest(described)) return { ...common, summary: visible(subjectOf(described)), state: 'plain' }
  const { words } = summarize(captured.bytes, captured.order, captured.protocol)
  return { ...common, summary: visible(words), state: 'request' }
}

const noMessage = (captured: Captured): Line => ({
  depth: 0,
  from: 0,
  until: captured.bytes.length,
  label: 'no message',
  text: whyNoMessage(captured),
  problem: true,
  absent: false,
})

const faultOf = (answer: Answer | undefined): Pick<MessageDetail, 'fault'> => {
  const message = answer?.asked?.number
  const offset = answer?.refusal?.field?.offset
  return message === undefined || offset === undefined ? {} : { fault: { message, offset } }
}

/** Everything about a message. */
export const detailOf = (captured: Captured, number: number, answer: Answer | undefined): MessageDetail => {
  const { bytes, order } = captured
  const described = describeCaptured(captured, true)
  const tree = described && new Tree(bytes, described, order, noColours)
  const lines = tree?.parts() ?? [noMessage(captured)]
  const [name, origin] = titleOf({ captured, number, described, answer })
  const known = answer?.refusal === undefined ? [] : factsOf(answer.refusal)
  const problems = tree?.unplaced() ?? []
  return {
    number,
    name,
    origin: visible(origin),
    // a copy: the capture keeps its own
    bytes: bytes.slice(),
    fields: fieldsOf(lines.slice(0, MOST_FIELDS)),
    omitted: Math.max(0, lines.length - MOST_FIELDS),
    ...faultOf(answer),
    facts: [
      ...known.flatMap(([label, text]) => (text === undefined ? [] : [[label, visible(text)] as const])),
      ...problems.slice(0, MOST_PROBLEMS).map((text) => ['problem', visible(text)] as const),
    ],
  }
}

/** Problems that are listed apart from the fields. */
const MOST_PROBLEMS = 100
