/** Reads an input as `rtnl-dump decode`, `explain`, `trace` and the page do, and checks what must be true of any input. */
import assert from 'node:assert/strict'
import type { Datagram } from '../../../src/capture/datagram.ts'
import { DetectingReader } from '../../../src/capture/detect.ts'
import { InputError } from '../../../src/capture/input-error.ts'
import type { Captured } from '../../../src/cli/captured.ts'
import { cut, withinLimit } from '../../../src/cli/captured.ts'
import { noColours } from '../../../src/cli/colours.ts'
import { Conversation } from '../../../src/cli/conversation.ts'
import { annotated } from '../../../src/cli/decoded/annotated.ts'
import { c } from '../../../src/cli/decoded/c.ts'
import { jsonFixture, typeScriptFixture } from '../../../src/cli/decoded/fixture.ts'
import type { Form } from '../../../src/cli/decoded/form.ts'
import { describeCaptured } from '../../../src/cli/decoded/form.ts'
import { json, quickJsonLines } from '../../../src/cli/decoded/json.ts'
import { TypeScriptForm } from '../../../src/cli/decoded/typescript.ts'
import { explainRefusal } from '../../../src/cli/explanation.ts'
import { RefusalFinder } from '../../../src/cli/refusals.ts'
import { ConversationView } from '../../../src/cli/tracing/conversation-view.ts'
import { CaptureSession } from '../../../src/page/reader.ts'
import type { Source } from './source.ts'

/** Bytes that an input may stand for beyond its own: rows that hexdump omits (`*`). */
const MOST_OMITTED = 1 << 22

/** Characters of output for each byte: an attribute of 4 bytes may be a problem with a path of 64 names. */
const MOST_TEXT = 1500

/** Reads an input in parts of any size. */
export const read = (source: Source, input: Uint8Array): Datagram[] => {
  const reader = new DetectingReader('le')
  const found: Datagram[] = []
  const size = source.rarely(4) ? 1 + source.below(40) : input.length
  try {
    for (let at = 0; at < input.length; at += size)
      for (const one of reader.push(new Uint8Array(input.subarray(at, at + size)))) found.push(one)
    for (const one of reader.end()) found.push(one)
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    assert.ok(error.message.length < 500, `a long message: ${error.message}`)
  }
  const bytes = found.reduce((sum, one) => sum + one.bytes.length, 0)
  assert.ok(bytes <= input.length + MOST_OMITTED, `${bytes} bytes in an input of ${input.length}`)
  assert.ok(found.length <= input.length + MOST_OMITTED / 16, `${found.length} datagrams in ${input.length} bytes`)
  return found
}

const FORMS: readonly (() => Form)[] = [
  () => annotated(noColours),
  () => json,
  quickJsonLines,
  () => c,
  () => jsonFixture,
  () => typeScriptFixture,
  () => new TypeScriptForm(),
]

const messagesOf = (datagrams: readonly Datagram[]): Captured[] => {
  const all: Captured[] = []
  for (const datagram of datagrams) cut(datagram, { le: true }, all)
  return all.map(withinLimit)
}

/** `decode` in one form, and `trace`. Returns the number of characters. */
const decoded = async (all: readonly Captured[], form: Form): Promise<number> => {
  const conversation = new Conversation()
  const view = new ConversationView(noColours)
  let size = 0
  for (const [index, captured] of all.entries()) {
    const answer = conversation.add(captured)
    const described = describeCaptured(captured, form.withSpans === true)
    const message = { captured, number: index + 1, described, answer }
    const text = await form.message(message)
    assert.equal(form.quick?.(captured, answer) ?? text, text)
    size += text.length
    for (const line of view.add(message)) size += line.length
  }
  for (const line of view.flush()) size += line.length
  return size + form.end(all.length).length
}

const explained = (all: readonly Captured[]): void => {
  const finder = new RefusalFinder()
  const refusals = all.flatMap((captured) => (captured.whole ? finder.add(captured) : []))
  for (const { error, answer } of [...refusals, ...finder.end()]) explainRefusal(error, answer.order, answer.protocol)
}

/** The page reads the same bytes and shows every message. */
const shownOnPage = async (input: Uint8Array): Promise<void> => {
  let rows = 0
  const session = new CaptureSession((reply) => {
    if (reply.type === 'rows') rows += reply.rows.length
  })
  await session.receive({ type: 'read', source: new Blob([new Uint8Array(input)]), order: 'le' })
  for (let number = 1; number <= Math.min(rows, 20); number++) await session.receive({ type: 'message', number })
}

/** Shows everything in one form, and rarely in all other ways. */
export const show = async (source: Source, input: Uint8Array, datagrams: readonly Datagram[]): Promise<void> => {
  const all = messagesOf(datagrams)
  const bytes = all.reduce((sum, one) => sum + one.length, 0)
  const size = await decoded(all, source.one(FORMS)())
  assert.ok(size <= MOST_TEXT * (bytes + 16 * all.length + 64), `${size} characters of ${bytes} bytes`)
  if (source.rarely(4)) explained(all)
  if (source.rarely(20)) await shownOnPage(input)
}
