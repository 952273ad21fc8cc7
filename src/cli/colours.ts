/** Colours are for terminals, unless NO_COLOR or FORCE_COLOR says otherwise. */
import picocolors from 'picocolors'
import type { Io, OutputStream } from './io.ts'

export type Colours = ReturnType<typeof picocolors.createColors>

/** https://no-color.org: NO_COLOR counts when it is not empty, and before everything else. FORCE_COLOR=0 is off as well. */
const isColourful = (stream: OutputStream, env: Io['env']): boolean => {
  if ((env['NO_COLOR'] ?? '') !== '') return false
  const forced = env['FORCE_COLOR']
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false'
  return stream.isTTY === true && env['TERM'] !== 'dumb'
}

export const coloursFor = (stream: OutputStream, env: Io['env']): Colours =>
  picocolors.createColors(isColourful(stream, env))
