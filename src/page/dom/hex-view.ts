/** The bytes of a message as a grid, in which ranges light up. */
import { hexRow, hexRows, moveByte, ROW } from '../hex.ts'
import { byId, element, numberAt } from './elements.ts'
import { VirtualList } from './virtual-list.ts'

/** Pixels. The same as in page.css. */
const ROW_HEIGHT = 22

/** Bytes, from the first to before the last. */
export interface ByteRange {
  readonly from: number
  readonly until: number
}

export interface HexListener {
  /** The pointer is over a byte; undefined: over none. */
  readonly onHover: (offset: number | undefined) => void
  /** A byte was clicked, or reached by a key. */
  readonly onSelect: (offset: number) => void
}

const NOTHING: ByteRange = { from: 0, until: 0 }

export class HexView {
  private readonly grid = byId('hex')
  private readonly list: VirtualList
  private readonly listener: HexListener
  private bytes: Uint8Array = new Uint8Array(0)
  private lit = NOTHING
  private cursor = 0
  private hovered: number | undefined

  constructor(listener: HexListener) {
    this.listener = listener
    this.list = new VirtualList(this.grid, ROW_HEIGHT, {
      count: () => hexRows(this.bytes.length),
      render: (row) => this.render(row),
    })
    // not `pointerover`: bytes that appear under a pointer that rests are not pointed at
    this.grid.addEventListener('pointermove', ({ target }) => this.hover(numberAt(target, 'offset')))
    this.grid.addEventListener('pointerleave', () => this.hover(undefined))
    this.grid.addEventListener('click', ({ target }) => this.select(numberAt(target, 'offset')))
    this.grid.addEventListener('keydown', (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey) return
      const to = moveByte(this.cursor, event.key, this.bytes.length, this.list.page)
      if (to === undefined || this.bytes.length === 0) return
      event.preventDefault()
      this.select(to)
    })
  }

  /** Shows the bytes of a message. The same array is not drawn again. */
  show(bytes: Uint8Array): void {
    if (this.bytes === bytes) return
    this.bytes = bytes
    this.lit = NOTHING
    this.cursor = 0
    this.grid.setAttribute('aria-rowcount', String(hexRows(bytes.length)))
    this.grid.scrollTop = 0
    this.list.refresh()
  }

  /** Lights up a range. `scroll`: makes it visible. `move`: puts the cursor into it, too. */
  light(range: ByteRange | undefined, then: 'stay' | 'scroll' | 'move'): void {
    this.lit = range ?? NOTHING
    const moves = then === 'move' && range !== undefined && (this.cursor < range.from || this.cursor >= range.until)
    if (moves) this.cursor = range.from
    this.paint()
    if (range === undefined || range.from >= this.bytes.length || then === 'stay') return
    this.list.reveal(Math.floor((then === 'move' ? this.cursor : range.from) / ROW))
  }

  private hover(offset: number | undefined): void {
    if (this.hovered === offset) return
    this.hovered = offset
    this.listener.onHover(offset)
  }

  private select(offset: number | undefined): void {
    if (offset === undefined) return
    this.cursor = offset
    this.listener.onSelect(offset)
    this.paint()
    this.list.reveal(Math.floor(offset / ROW))
    this.grid.setAttribute('aria-activedescendant', `byte-${offset}`)
  }

  /** Marks what is lit among the bytes that are on the screen. */
  private paint(): void {
    for (const cell of this.grid.querySelectorAll('[data-offset]')) {
      const offset = Number(cell.getAttribute('data-offset'))
      cell.classList.toggle('lit', this.isLit(offset))
      cell.classList.toggle('cursor', offset === this.cursor)
    }
  }

  private isLit(offset: number): boolean {
    return offset >= this.lit.from && offset < this.lit.until
  }

  private render(row: number): HTMLElement {
    const cells = hexRow(this.bytes, row)
    const classOf = (offset: number): string =>
      `${this.isLit(offset) ? 'lit' : ''} ${offset === this.cursor ? 'cursor' : ''}`
    const digits = cells.map(({ offset, hex }) =>
      element(
        'span',
        { class: `byte ${classOf(offset)}`, id: `byte-${offset}`, role: 'gridcell', 'data-offset': offset },
        hex,
      ),
    )
    const characters = cells.map(({ offset, character }) =>
      element('span', { class: `character ${classOf(offset)}`, 'data-offset': offset }, character),
    )
    return element(
      'div',
      { class: 'row', role: 'row', 'aria-rowindex': row + 1 },
      element('span', { class: 'offset', role: 'rowheader' }, String(row * ROW).padStart(5)),
      element('span', { class: 'digits', role: 'none' }, ...digits),
      element('span', { class: 'characters', 'aria-hidden': 'true' }, ...characters),
    )
  }
}
