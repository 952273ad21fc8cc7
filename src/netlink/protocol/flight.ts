/** A request in flight: it was sent and is not settled. */
import type { Exchange } from './exchange.ts'
import type { Ack } from './extack.ts'
import type { Numbered } from './flights.ts'
import { NLM_F_MULTI } from './header.ts'

export interface Flight extends Numbered {
  readonly exchange: Exchange
  /** The changes before it that are settled with it. Undefined once they are settled. */
  readonly group: (Exchange | undefined)[]
  /** What it claims of the window, without its group. */
  readonly weight: number
  /** A part of its reply was received. */
  replied: boolean
  /** The send that carried it. */
  readonly ticket: number
  interrupted: boolean
  /** Its caller has given up; its reply is read and dropped. */
  abandoned: boolean
  /**
   * For a dump that lost a part, perhaps its end: the latest sequence number when something of it was last received.
   * Otherwise undefined.
   */
  cutAt: number | undefined
}

/** The group of most flights. */
export const ALONE: Exchange[] = []

/** `seq`: the number that settles it. `first`: the number of its first message. */
export const flightOf = (
  exchange: Exchange,
  ticket: number,
  weight: number,
  seq: number,
  first = seq,
  group = ALONE,
): Flight => ({
  exchange,
  ticket,
  weight,
  replied: false,
  seq,
  first,
  group,
  landed: false,
  interrupted: false,
  abandoned: false,
  cutAt: undefined,
})

/** Takes the change with this number out of its group; undefined if it is settled, or if the number is that of the flight. */
export const takeMember = ({ group, first }: Flight, seq: number): Exchange | undefined => {
  const member = group[seq - first]
  if (member !== undefined) group[seq - first] = undefined
  return member
}

/** Settles one change of a group. */
export const settleMember = (flight: Flight, seq: number, ack: Ack): void => {
  const member = takeMember(flight, seq)
  if (ack.errno === 0) member?.done(false)
  else member?.refused(ack)
}

/**
 * Whether a message with the number of this request is part of its reply. Notifications of the request's own effects
 * carry its number too; during a dump only replies have NLM_F_MULTI.
 */
export const isReply = ({ exchange }: Flight, flags: number): boolean =>
  exchange.kind === 'dump' ? (flags & NLM_F_MULTI) !== 0 : exchange.kind !== 'change' && exchange.kind !== 'atomic'
