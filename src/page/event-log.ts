/** The events that the page has received: the newest, and those of them that a filter selects. */
import type { LiveEvent } from '../cli/serve/live-event.ts'

/** Events that are kept. */
export const MOST_EVENTS = 5000

/** The text of an event, for the filter. */
export const textOf = ({ parts }: LiveEvent): string => parts.map(([text]) => text).join('')

export class EventLog {
  /** In lower case. */
  private wanted = ''
  private all: LiveEvent[] = []
  private selected: LiveEvent[] = []

  /** The events that the filter selects, oldest first. */
  get shown(): readonly LiveEvent[] {
    return this.selected
  }

  /** Adds an event. The oldest may be forgotten. */
  add(event: LiveEvent): void {
    this.all.push(event)
    if (this.isWanted(event)) this.selected.push(event)
    // not for each, which would move all of them
    if (this.all.length > MOST_EVENTS * 1.1) this.keep(this.all.slice(-MOST_EVENTS))
  }

  /** Selects the events that contain a text, in upper or lower case. */
  filter(text: string): void {
    this.wanted = text.trim().toLowerCase()
    this.keep(this.all)
  }

  clear(): void {
    this.keep([])
  }

  private keep(events: LiveEvent[]): void {
    this.all = events
    this.selected = events.filter((event) => this.isWanted(event))
  }

  private isWanted(event: LiveEvent): boolean {
    return this.wanted === '' || textOf(event).toLowerCase().includes(this.wanted)
  }
}
