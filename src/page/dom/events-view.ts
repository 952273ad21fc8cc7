/** The stream of events of this machine. */
import type { LiveEvent } from '../../cli/serve/live-event.ts'
import { EventLog } from '../event-log.ts'
import { movedRow } from '../keys.ts'
import { byId, element, numberAt } from './elements.ts'
import { VirtualList } from './virtual-list.ts'

/** Pixels. The same as in page.css. */
const ROW_HEIGHT = 24

const COLOURS: { readonly [code: number]: string } = {
  1: 'bold',
  2: 'dim',
  31: 'red',
  32: 'green',
  33: 'yellow',
  36: 'cyan',
}

export class EventsView {
  private readonly log = new EventLog()
  private readonly box = byId('events-list')
  private readonly filter = byId<HTMLInputElement>('events-filter')
  private readonly pause = byId<HTMLInputElement>('events-pause')
  private readonly state = byId('events-state')
  private readonly json = byId('event-json')
  private readonly list: VirtualList
  private readonly onEvent: () => void
  /** Events that arrived while the list was paused. */
  private waiting: LiveEvent[] = []
  private selected: LiveEvent | undefined

  /** `onEvent` is called for each event about the network. */
  constructor(onEvent: () => void) {
    this.onEvent = onEvent
    this.list = new VirtualList(this.box, ROW_HEIGHT, {
      count: () => this.log.shown.length,
      render: (row) => this.render(row),
    })
    this.filter.addEventListener('input', () => {
      this.log.filter(this.filter.value)
      this.update()
    })
    this.pause.addEventListener('change', () => this.resume())
    byId('events-clear').addEventListener('click', () => {
      this.log.clear()
      this.update()
    })
    this.box.addEventListener('click', ({ target }) => this.select(numberAt(target, 'row')))
    this.box.addEventListener('keydown', (event) => this.press(event))
  }

  /** Connects to the server. The browser connects again when the connection is lost. */
  connect(): void {
    const source = new EventSource('events')
    source.addEventListener('open', () => this.say(true))
    source.addEventListener('error', () => this.say(false))
    source.addEventListener('message', ({ data }: MessageEvent<string>) => this.receive(JSON.parse(data) as LiveEvent))
  }

  private say(isConnected: boolean): void {
    this.state.textContent = isConnected ? 'live' : 'not connected'
    this.state.classList.toggle('failed', !isConnected)
  }

  private receive(event: LiveEvent): void {
    if (event.kind !== 'note') this.onEvent()
    if (this.pause.checked) {
      this.waiting.push(event)
      // as many as the list keeps
      if (this.waiting.length > 5000) this.waiting.shift()
      return
    }
    this.add([event])
  }

  private resume(): void {
    if (this.pause.checked) return
    this.add(this.waiting)
    this.waiting = []
  }

  private add(events: readonly LiveEvent[]): void {
    const follows = this.list.isAtEnd
    for (const event of events) this.log.add(event)
    this.update()
    if (follows) this.list.reveal(Math.max(0, this.log.shown.length - 1))
  }

  private update(): void {
    this.box.classList.toggle('empty', this.log.shown.length === 0)
    this.list.schedule()
  }

  private press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey) return
    const { shown } = this.log
    const row = this.selected === undefined ? shown.length : shown.indexOf(this.selected)
    const to = movedRow(row, event.key, shown.length, this.list.page)
    if (to === undefined) return
    event.preventDefault()
    this.select(to)
    this.list.reveal(to)
  }

  private select(row: number | undefined): void {
    const event = row === undefined ? undefined : this.log.shown[row]
    if (event === undefined) return
    this.selected = event
    this.json.textContent = event.json === undefined ? '' : indented(event.json)
    this.list.refresh()
    this.box.setAttribute('aria-activedescendant', `event-${event.id}`)
  }

  private render(row: number): HTMLElement {
    const event = this.log.shown[row] as LiveEvent
    const { id, time, kind, parts } = event
    const isSelected = event === this.selected
    return element(
      'div',
      {
        class: `row event ${kind}${isSelected ? ' selected' : ''}`,
        id: `event-${id}`,
        role: 'option',
        'aria-selected': String(isSelected),
        'data-row': row,
      },
      element('time', { datetime: time }, clock(time)),
      element(
        'span',
        { class: 'line' },
        ...parts.map(([text, colour]) => element('span', { class: COLOURS[colour ?? 0] }, text)),
      ),
    )
  }
}

/** The local time of day, with milliseconds. */
const clock = (time: string): string => {
  const date = new Date(time)
  return `${date.toLocaleTimeString('en-GB')}.${String(date.getMilliseconds()).padStart(3, '0')}`
}

/** JSON on several lines. One that the server has cut stays as it is. */
const indented = (json: string): string => {
  try {
    return JSON.stringify(JSON.parse(json), undefined, 2)
  } catch {
    return json
  }
}
