/** What is beside the tree: the origin of a message, what is known about a refusal, and the field that is lit. */
import type { Field } from '../fields.ts'
import type { MessageDetail } from '../message.ts'
import { byId, element } from './elements.ts'

const rangeText = ({ from, until, extent }: Field): string => {
  const end = Math.max(until, extent)
  if (from === end) return `at byte ${from}`
  return end - from === 1 ? `byte ${from}` : `bytes ${from}–${end - 1} (${end - from})`
}

export class DetailView {
  private readonly title = byId('detail-title')
  private readonly origin = byId('detail-origin')
  private readonly facts = byId('facts')
  private readonly status = byId('status')
  private readonly onFault: (fault: NonNullable<MessageDetail['fault']>) => void
  private shown: MessageDetail | undefined

  /** `onFault`: the user wants to see the field that a refusal is about. */
  constructor(onFault: DetailView['onFault']) {
    this.onFault = onFault
  }

  /** Shows what is known of a message as a whole; undefined: of none. */
  show(detail: MessageDetail | undefined): void {
    if (this.shown === detail) return
    this.shown = detail
    this.title.textContent = detail?.name ?? ''
    this.origin.textContent = detail === undefined ? '' : `${detail.origin}${omissions(detail)}`
    const facts = detail?.facts ?? []
    this.facts.hidden = facts.length === 0
    this.facts.replaceChildren(
      ...facts.map(([label, text]) =>
        element(
          'div',
          { class: `fact ${label.replace(' ', '-')}` },
          element('dt', {}, label),
          element('dd', {}, label === 'at fault' ? this.fault(text, detail) : text),
        ),
      ),
    )
  }

  /** The name of the field at fault; a button that leads to it, if it is known where it is. */
  private fault(text: string, detail: MessageDetail | undefined): Node | string {
    const fault = detail?.fault
    if (fault === undefined) return text
    const button = element('button', { type: 'button', class: 'link' }, `${text} of message ${fault.message}`)
    button.addEventListener('click', () => this.onFault(fault))
    return button
  }

  /** Shows the field whose bytes are lit. */
  point(field: Field | undefined): void {
    this.status.replaceChildren(
      ...(field === undefined
        ? []
        : [
            element('strong', {}, field.label),
            element('span', { class: 'range' }, rangeText(field)),
            element('span', { class: field.problem ? 'problem' : '' }, field.text),
          ]),
    )
  }
}

const omissions = ({ omitted }: MessageDetail): string => (omitted > 0 ? `; ${omitted} more fields are not shown` : '')
