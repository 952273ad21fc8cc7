/** A list of which only the rows on the screen are elements. */
import type { Viewport } from '../window.ts'
import { pageOf, rowsIn, topFor } from '../window.ts'
import { element } from './elements.ts'

export interface ListSource {
  /** Number of rows. */
  readonly count: () => number
  readonly render: (row: number) => HTMLElement
}

export class VirtualList {
  private readonly scroller: HTMLElement
  private readonly source: ListSource
  private readonly rowHeight: number
  private readonly sheet = element('div', { class: 'sheet', role: 'none' })
  private readonly rows = element('div', { class: 'rows', role: 'none' })
  private isScheduled = false

  constructor(scroller: HTMLElement, rowHeight: number, source: ListSource) {
    this.scroller = scroller
    this.rowHeight = rowHeight
    this.source = source
    this.sheet.append(this.rows)
    scroller.append(this.sheet)
    scroller.addEventListener('scroll', () => this.schedule(), { passive: true })
    new ResizeObserver(() => this.schedule()).observe(scroller)
  }

  /** Rows that are visible. */
  get page(): number {
    return pageOf(this.viewport)
  }

  /** Whether the last row is visible. */
  get isAtEnd(): boolean {
    const { top, height } = this.viewport
    return top + height >= this.source.count() * this.rowHeight - this.rowHeight
  }

  /** Renders the visible rows now. */
  refresh(): void {
    this.isScheduled = false
    this.sheet.style.height = `${this.source.count() * this.rowHeight}px`
    const [from, until] = rowsIn(this.viewport, this.source.count())
    const rows: HTMLElement[] = []
    for (let row = from; row < until; row++) rows.push(this.source.render(row))
    this.rows.style.transform = `translateY(${from * this.rowHeight}px)`
    this.rows.replaceChildren(...rows)
  }

  /** Renders the visible rows before the next frame. */
  schedule(): void {
    if (this.isScheduled) return
    this.isScheduled = true
    requestAnimationFrame(() => this.refresh())
  }

  /** Scrolls as far as a row needs to be visible. Where it is, the elements stay the same. */
  reveal(row: number): void {
    const top = topFor(this.viewport, row)
    if (top === this.scroller.scrollTop) return
    this.sheet.style.height = `${this.source.count() * this.rowHeight}px`
    this.scroller.scrollTop = top
    this.refresh()
  }

  private get viewport(): Viewport {
    const { scrollTop: top, clientHeight: height } = this.scroller
    return { top, height, rowHeight: this.rowHeight }
  }
}
