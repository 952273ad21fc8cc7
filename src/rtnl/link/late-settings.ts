/**
 * Late settings: those that the kernel ignores or refuses in the request that creates a link, so that they need another
 * one.
 */
import { EncodeError } from '../../netlink/codec/errors.ts'
import type { CreationSettings, LinkSettings, NewLink } from './input.ts'
import { asNew } from './listed.ts'
import { isListedBond } from './options.ts'

const LATE = [
  ...(['alias', 'carrier', 'protoDown', 'protoDownReason', 'slaveKind', 'slaveData'] as const),
  ...(['addrGenMode', 'token', 'inet', 'altnames'] as const),
]

export type LateSettings = LinkSettings & Pick<CreationSettings, 'altnames'>

type Late = (typeof LATE)[number] | 'up' | 'master'

/**
 * The late settings among `settings`. A peer can't be set up before its other end exists (ENOTCONN), nor a port of a bond
 * before it has joined the bond. The kernel ignores the master of a peer.
 */
export const lateOf = (settings: LateSettings, isPeer = false): Late[] => [
  ...LATE.filter((key) => settings[key] !== undefined),
  ...(isPeer && settings.master !== undefined ? (['master'] as const) : []),
  ...(settings.up === true && (isPeer || settings.slaveKind === 'bond') ? (['up'] as const) : []),
]

/** The request that creates a link, and the late settings of both ends. */
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
 * A bond reports more options than it accepts in its mode. So a bond that was read is created with only its mode; then the
 * options that differ from those of the new bond are changed.
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

/** Splits a new link. Throws EncodeError if it has late settings in another namespace and no name to find it by. */
export const inTwo = (given: NewLink): InTwo => {
  const link = asNew(given)
  const [now, own] = apartOfBond(link)
  const [peer, peerLate] = link.peer === undefined ? [] : apart(link.peer, true)
  const [key] = lateOf(link).concat(link.peer === undefined ? [] : lateOf(link.peer, true))
  if (link.netns !== undefined && link.name === undefined && key !== undefined)
    throw new EncodeError(
      'name',
      `a name: a second request sets ${key}, and finds the link in its namespace by its name`,
    )
  return { first: { ...now, peer }, own, peer: peerLate }
}
