/** The tree of messages and fields. */
import type { Field } from '../fields.ts'
import { pressed, toggle } from '../keys.ts'
import type { MessageRow } from '../message.ts'
import type { Item } from '../outline.ts'
import { Outline } from '../outline.ts'
import { byId, element, numberAt } from './elements.ts'
import { VirtualList } from './virtual-list.ts'

/** Pixels. The same as in page.css. */
const ROW_HEIGHT = 24

export interface TreeListener {
  /** The pointer is over an item; undefined: over none. */
  readonly onHover: (item: Item | undefined) => void
  /** An item has the cursor. */
  readonly onSelect: (item: Item) => void
  /** The fields of a message are to be shown: `show` is to be called. */
  readonly onOpen: (message: number) => void
}

export class TreeView {
  private readonly tree = byId('tree')
  private readonly list: VirtualList
  private readonly listener: TreeListener
  private outline = new Outline()
  private rows: MessageRow[] = []
  private cursor: Item = { message: 0 }
  private lit: Item | undefined
  private hovered: number | undefined

  constructor(listener: TreeListener) {
    this.listener = listener
    this.list = new VirtualList(this.tree, ROW_HEIGHT, {
      count: () => this.outline.size,
      render: (row) => this.render(row),
    })
    // not `pointerover`: rows that scroll under a pointer that rests are not pointed at
    this.tree.addEventListener('pointermove', ({ target }) => this.hover(numberAt(target, 'row')))
    this.tree.addEventListener('pointerleave', () => this.hover(undefined))
    this.tree.addEventListener('click', ({ target }) => this.click(target))
    this.tree.addEventListener('keydown', (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey) return
      const step = pressed(this.outline, this.outline.rowOf(this.cursor), event.key, this.list.page)
      if (step === undefined) return
      event.preventDefault()
      if (step.open !== undefined) this.listener.onOpen(step.open)
      this.list.refresh()
      this.select(this.outline.at(step.row))
    })
  }

  clear(): void {
    this.outline = new Outline()
    this.rows = []
    this.cursor = { message: 0 }
    this.lit = undefined
    this.tree.scrollTop = 0
    this.list.refresh()
  }

  add(rows: readonly MessageRow[]): void {
    for (const row of rows) this.rows.push(row)
    this.outline.count = this.rows.length
    this.list.schedule()
  }

  /** Shows the fields of a message. */
  open(message: number, fields: readonly Field[]): void {
    this.outline.open(message, fields)
    this.list.refresh()
    this.list.reveal(this.outline.rowOf(this.cursor))
  }

  focus(): void {
    this.tree.focus()
  }

  isOpen(message: number): boolean {
    return this.outline.isOpen({ message })
  }

  /** Puts the cursor on an item. */
  select(item: Item): void {
    this.cursor = item
    this.show(item)
    this.tree.setAttribute('aria-activedescendant', idOf(item))
    this.listener.onSelect(item)
  }

  /** Lights up an item, and scrolls to it. */
  light(item: Item | undefined): void {
    this.lit = item
    if (item === undefined) this.paint()
    else this.show(item)
  }

  /** Makes an item visible, also where what it is in was closed. */
  private show(item: Item): void {
    const { size } = this.outline
    const row = this.outline.rowOf(item)
    if (this.outline.size === size) this.paint()
    else this.list.refresh()
    this.list.reveal(row)
  }

  /** Marks the rows that are on the screen. */
  private paint(): void {
    for (const row of this.tree.querySelectorAll('[data-row]')) {
      const item = this.outline.at(Number(row.getAttribute('data-row')))
      const isSelected = isSame(item, this.cursor)
      row.classList.toggle('selected', isSelected)
      row.setAttribute('aria-selected', String(isSelected))
      row.classList.toggle('lit', isSame(item, this.lit))
    }
  }

  private hover(row: number | undefined): void {
    if (this.hovered === row) return
    this.hovered = row
    this.listener.onHover(row === undefined ? undefined : this.outline.at(row))
  }

  private click(target: EventTarget | null): void {
    const row = numberAt(target, 'row')
    if (row === undefined) return
    const item = this.outline.at(row)
    const isTwist = (target as Element).classList.contains('twist')
    if (isTwist || !this.outline.isOpen({ message: item.message })) this.toggle(row)
    this.select(item)
  }

  private toggle(row: number | undefined): void {
    if (row === undefined) return
    const { open } = toggle(this.outline, row)
    if (open !== undefined) this.listener.onOpen(open)
    this.list.refresh()
  }

  private render(row: number): HTMLElement {
    const item = this.outline.at(row)
    const { message, field } = item
    const hasParts = this.outline.hasParts(item)
    const isOpen = hasParts && this.outline.isOpen(item)
    const fields = field === undefined ? undefined : this.outline.fieldsOf(message)
    const shown = fields === undefined || field === undefined ? undefined : fields[field]
    const made = element('div', {
      class: ['row', isSame(item, this.cursor) ? 'selected' : '', isSame(item, this.lit) ? 'lit' : ''].join(' ').trim(),
      id: idOf(item),
      role: 'treeitem',
      'aria-level': shown === undefined ? 1 : shown.depth + 2,
      'aria-expanded': hasParts ? String(isOpen) : undefined,
      'aria-selected': String(isSame(item, this.cursor)),
      'aria-setsize': shown === undefined ? this.rows.length : undefined,
      'aria-posinset': shown === undefined ? message + 1 : undefined,
      'data-row': row,
    })
    const twist = element('span', { class: 'twist', 'aria-hidden': 'true' }, hasParts ? (isOpen ? '▾' : '▸') : '')
    if (shown === undefined) made.append(twist, ...messageParts(this.rows[message] as MessageRow))
    else {
      made.classList.add('field')
      made.style.setProperty('--depth', String(shown.depth))
      made.append(twist, ...fieldParts(shown))
    }
    return made
  }
}

const idOf = ({ message, field }: Item): string => `item-${message}${field === undefined ? '' : `-${field}`}`

const isSame = (one: Item, other: Item | undefined): boolean =>
  one.message === other?.message && one.field === other.field

const messageParts = ({ number, name, summary, size, state }: MessageRow): HTMLElement[] => [
  element('span', { class: 'number' }, String(number)),
  element('span', { class: `name ${state}` }, name),
  element('span', { class: `summary ${state}` }, summary),
  element('span', { class: 'size' }, `${size} B`),
]

const fieldParts = ({ label, text, problem, from, until }: Field): HTMLElement[] => [
  // a title, padding and bytes that were not read are no fields
  element('span', { class: from === until || label.startsWith('(') ? 'label title' : 'label' }, label),
  element('span', { class: problem ? 'text problem' : 'text' }, problem ? `! ${text}` : text),
]
