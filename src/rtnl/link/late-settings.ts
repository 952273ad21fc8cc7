/** Settings that have to wait until a new link exists: in the request that makes it the kernel passes them over, or refuses them. */
import { EncodeError } from '../../netlink/codec/errors.ts'
import type { Birth, LinkSettings, NewLink } from './changes.ts'
import { asNew } from './listed.ts'
import { isListedBond } from './options.ts'

const LATE = [
  ...(['alias', 'carrier', 'protoDown', 'protoDownReason', 'slaveKind', 'slaveData'] as const),
  ...(['addrGenMode', 'token', 'inet', 'altnames'] as const),
]

export type LateSettings = LinkSettings & Pick<Birth, 'altnames'>

type Late = (typeof LATE)[number] | 'up' | 'master'

/**
 * Which of the settings have to wait. A peer can't be up before its other end is there (ENOTCONN), nor a port of a bond
 * before it is one; and the kernel passes over the master of a peer.
 */
export const lateOf = (settings: LateSettings, isPeer = false): Late[] => [
  ...LATE.filter((key) => settings[key] !== undefined),
  ...(isPeer && settings.master !== undefined ? (['master'] as const) : []),
  ...(settings.up === true && (isPeer || settings.slaveKind === 'bond') ? (['up'] as const) : []),
]

/** What makes a link, and what is to be set once it is there. */
export interface InTwo {
  readonly first: NewLink
  readonly own?: LateSettings | undefined
  readonly peer?: LateSettings | undefined
}

const apart = <S extends LateSettings>(settings: S, isPeer: boolean): [now: S, late: LateSettings | undefined] => {
  const keys = lateOf(settings, isPeer)
  if (keys.length === 0) return [settings, undefined]
  return [
    { ...settings, ...Object.fromEntries(keys.map((key) => [key, undefined])) },
    Object.fromEntries(keys.map((key) => [key, settings[key]])),
  ]
}

/**
 * A bond takes the options of its mode alone, of those that it reports: it is made with its mode, and those that differ
 * then from what it reports are set.
 */
const apartOfBond = (link: NewLink): [now: NewLink, late: LateSettings | undefined] => {
  const [now, late] = apart(link, false)
  const { data } = link
  if (link.kind !== 'bond' || data === undefined || !isListedBond(data)) return [now, late]
  const { mode } = data as { readonly mode: unknown }
  return [
    { ...now, data: { mode } },
    { ...late, kind: 'bond', data },
  ]
}

/** Throws EncodeError where nobody could tell which link the second request is about. */
export const inTwo = (given: NewLink): InTwo => {
  const link = asNew(given)
  const [now, own] = apartOfBond(link)
  const [peer, peerLate] = link.peer === undefined ? [] : apart(link.peer, true)
  const [key] = lateOf(link).concat(link.peer === undefined ? [] : lateOf(link.peer, true))
  if (link.netns !== undefined && link.name === undefined && key !== undefined)
    throw new EncodeError('name', `a name, by which it is found in its namespace to have ${key} set`)
  return { first: { ...now, peer }, own, peer: peerLate }
}
