/** Colours of output. Only terminals get them, unless NO_COLOR or FORCE_COLOR is set. */
import picocolors from 'picocolors'
import type { Io, OutputStream } from './io.ts'
import { OWN_ESCAPE } from './terminal.ts'

/** Colours text with the program's own escape sequences, which terminal.ts replaces by those of terminals. */
export type Paint = (text: string) => string

const NAMES = ['bold', 'dim', 'red', 'green', 'yellow', 'cyan'] as const

export type Colours = { readonly [name in (typeof NAMES)[number]]: Paint }

/** https://no-color.org: a NO_COLOR that is not empty takes precedence. FORCE_COLOR=0 also turns colours off. */
const isColourful = (stream: OutputStream, env: Io['env']): boolean => {
  if ((env['NO_COLOR'] ?? '') !== '') return false
  const forced = env['FORCE_COLOR']
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false'
  return stream.isTTY === true && env['TERM'] !== 'dumb'
}

/** Puts the program's own escape sequences around text. */
const painter = (name: (typeof NAMES)[number]): Paint => {
  const [open = '', close = ''] = picocolors.createColors(true)[name]('|').replaceAll('\u001b[', OWN_ESCAPE).split('|')
  return (text) => open + text + close
}

const plain: Paint = (text) => text

const allBy = (paint: (name: (typeof NAMES)[number]) => Paint): Colours =>
  Object.fromEntries(NAMES.map((name) => [name, paint(name)])) as Colours

/** Text stays as it is. */
export const noColours: Colours = allBy(() => plain)

/** Text in the colours of a terminal. */
export const terminalColours = (): Colours => allBy(painter)

export const coloursFor = (stream: OutputStream, env: Io['env']): Colours =>
  isColourful(stream, env) ? terminalColours() : noColours
