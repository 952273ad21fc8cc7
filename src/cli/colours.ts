/** Colours are for terminals, unless NO_COLOR or FORCE_COLOR says otherwise. */
import picocolors from 'picocolors'
import type { Io, OutputStream } from './io.ts'
import { OWN_ESCAPE } from './terminal.ts'

/** Paints text; how it ends up as escape sequences is for terminal.ts. */
export type Paint = (text: string) => string

const NAMES = ['bold', 'dim', 'red', 'green', 'yellow', 'cyan'] as const

export type Colours = { readonly [name in (typeof NAMES)[number]]: Paint }

/** https://no-color.org: NO_COLOR counts when it is not empty, and before everything else. FORCE_COLOR=0 is off as well. */
const isColourful = (stream: OutputStream, env: Io['env']): boolean => {
  if ((env['NO_COLOR'] ?? '') !== '') return false
  const forced = env['FORCE_COLOR']
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false'
  return stream.isTTY === true && env['TERM'] !== 'dumb'
}

/** The sequences around what is painted, in the program's own form. */
const painter = (name: (typeof NAMES)[number]): Paint => {
  const [open = '', close = ''] = picocolors.createColors(true)[name]('|').replaceAll('\u001b[', OWN_ESCAPE).split('|')
  return (text) => open + text + close
}

const plain: Paint = (text) => text

export const coloursFor = (stream: OutputStream, env: Io['env']): Colours => {
  const paint = isColourful(stream, env) ? painter : () => plain
  return Object.fromEntries(NAMES.map((name) => [name, paint(name)])) as Colours
}
