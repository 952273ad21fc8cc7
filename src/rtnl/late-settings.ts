/** Settings that have to wait until a new link exists: in the request that makes it the kernel passes them over, or refuses them. */
import { EncodeError } from '../netlink/codec/errors.ts'
import type { LinkSettings, NewLink } from './link-changes.ts'

const LATE = [
  ...(['alias', 'carrier', 'protoDown', 'protoDownReason', 'slaveKind', 'slaveData'] as const),
  ...(['addrGenMode', 'token', 'inet'] as const),
]

type Late = (typeof LATE)[number] | 'up'

/** Which of the settings have to wait. A peer can't be up before its other end is there (ENOTCONN). */
export const lateOf = (settings: LinkSettings, isPeer = false): Late[] => [
  ...LATE.filter((key) => settings[key] !== undefined),
  ...(isPeer && settings.up === true ? (['up'] as const) : []),
]

/** What makes a link, and what is to be set once it is there. */
export interface InTwo {
  readonly first: NewLink
  readonly own?: LinkSettings | undefined
  readonly peer?: LinkSettings | undefined
}

const apart = <S extends LinkSettings>(settings: S, isPeer: boolean): [now: S, late: LinkSettings | undefined] => {
  const keys = lateOf(settings, isPeer)
  if (keys.length === 0) return [settings, undefined]
  return [
    { ...settings, ...Object.fromEntries(keys.map((key) => [key, undefined])) },
    Object.fromEntries(keys.map((key) => [key, settings[key]])),
  ]
}

/** Throws EncodeError where nobody could tell which link the second request is about. */
export const inTwo = (link: NewLink): InTwo => {
  const [now, own] = apart(link, false)
  const [peer, peerLate] = link.peer === undefined ? [] : apart(link.peer, true)
  const [key] = lateOf(link).concat(link.peer === undefined ? [] : lateOf(link.peer, true))
  if (link.netns !== undefined && link.name === undefined && key !== undefined)
    throw new EncodeError('name', `a name, by which it is found in its namespace to have ${key} set`)
  return { first: { ...now, peer }, own, peer: peerLate }
}
