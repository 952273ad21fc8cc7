/** The graph of this machine, drawn again when something has changed. */
import { palette } from '../../cli/graph/palette.ts'
import { byId } from './elements.ts'
import { drawingOf } from './svg.ts'

/** Milliseconds from an event to the next drawing: changes come in groups. */
const AFTER_EVENT = 250

/** Milliseconds between readings without an event: nf_tables, and namespaces of processes, are not watched. */
const AT_LEAST = 5000

const ZOOM_STEP = 1.25

export class GraphView {
  private readonly panel = byId('graph')
  private readonly picture = byId('graph-picture')
  private readonly notes = byId('graph-notes')
  private readonly level = byId('zoom-level')
  private tag = ''
  private zoom = 1
  private width = 0
  private timer = 0
  private isReading = false
  private isStale = false

  constructor() {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(
      Object.values(palette)
        .flatMap(([light, dark]) =>
          ['fill', 'stroke'].map((name) => `#graph [${name}="${light}"]{${name}:light-dark(${light},${dark})}`),
        )
        .join(''),
    )
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
    byId('zoom-in').addEventListener('click', () => this.zoomTo(this.zoom * ZOOM_STEP))
    byId('zoom-out').addEventListener('click', () => this.zoomTo(this.zoom / ZOOM_STEP))
    byId('zoom-fit').addEventListener('click', () => this.zoomTo(this.picture.clientWidth / this.width))
    this.picture.addEventListener('keydown', ({ key, ctrlKey, altKey, metaKey }) => {
      if (ctrlKey || altKey || metaKey) return
      if (key === '+' || key === '=') this.zoomTo(this.zoom * ZOOM_STEP)
      if (key === '-') this.zoomTo(this.zoom / ZOOM_STEP)
      if (key === '0') this.zoomTo(1)
    })
    document.addEventListener('visibilitychange', () => this.changed(0))
  }

  /** Something has changed. A hidden graph is drawn when it is shown. */
  changed(after = AFTER_EVENT): void {
    this.isStale = true
    if (this.panel.hidden || document.hidden || this.isReading) return
    clearTimeout(this.timer)
    this.timer = window.setTimeout(() => void this.read(), after)
  }

  private async read(): Promise<void> {
    this.isReading = true
    this.isStale = false
    try {
      await this.draw()
    } catch (error) {
      this.say([`the graph could not be read: ${(error as Error).message}`])
    }
    this.isReading = false
    this.changed(this.isStale ? AFTER_EVENT : AT_LEAST)
  }

  private async draw(): Promise<void> {
    const response = await fetch('graph', { headers: { 'If-None-Match': this.tag }, cache: 'no-store' })
    if (response.status === 304) return
    if (!response.ok) throw new Error(await response.text())
    const { svg: text, notes } = (await response.json()) as { readonly svg: string; readonly notes: readonly string[] }
    this.tag = response.headers.get('ETag') ?? ''
    const { svg, width } = drawingOf(text)
    const isFirst = this.width === 0
    this.width = width
    this.picture.replaceChildren(svg)
    this.zoomTo(isFirst ? Math.min(1, this.picture.clientWidth / width) : this.zoom)
    this.say(notes)
  }

  private say(notes: readonly string[]): void {
    this.notes.textContent = notes.join('\n')
  }

  private zoomTo(zoom: number): void {
    this.zoom = Math.min(Math.max(zoom, 0.1), 8)
    this.level.textContent = `${Math.round(this.zoom * 100)} %`
    const [svg] = this.picture.children
    if (svg instanceof SVGElement) svg.style.width = `${this.width * this.zoom}px`
  }
}
