/** Console blocks: the commands that a page shows, and their output without what differs between runs. */
import type { Block } from './blocks.ts'

export interface Shown {
  /** The command after `$ `, without the newlines of a continued line. */
  readonly command: string
  readonly output: string
}

/** The commands of a block with the output that it shows for each; they are separated by an empty line. */
export const shownIn = ({ text }: Block): Shown[] => {
  const all: { command: string; output: string[] }[] = []
  let goesOn = false
  for (const line of text.split('\n')) {
    const last = all.at(-1)
    if (line.startsWith('$ ')) all.push({ command: line.slice(2), output: [] })
    else if (last === undefined) throw new Error(`no command before "${line}"`)
    else if (goesOn) last.command += `\n${line}`
    else last.output.push(line)
    goesOn = (goesOn || line.startsWith('$ ')) && line.endsWith('\\')
  }
  return all.map(({ command, output }, place) => ({
    command,
    output: (place < all.length - 1 ? output.join('\n').replace(/\n$/, '') : output.join('\n')).trimEnd(),
  }))
}

/** Output that differs between runs, and its replacement. Everything else must be the same. */
const VOLATILE: readonly (readonly [what: string, pattern: RegExp, stands: string])[] = [
  [
    'numbers that sockets choose',
    /^( *\d+ {2})(?:[0-9a-f]{2} ){3}[0-9a-f]{2}( +nlmsg_(?:pid|seq) +)\d+$/gm,
    '$1........$2N',
  ],
  [
    'ages',
    /^( *\d+ {2})(?:[0-9a-f]{2} ){3}[0-9a-f]{2}( +(?:ndm_(?:confirmed|used|updated)|(?:c|t)stamp) +)\d+$/gm,
    '$1........$2N',
  ],
  ['ages in JSON', /"(cstamp|tstamp)":\d+/g, '"$1":N'],
  ['ports that the kernel chooses', /\b(127\.0\.0\.1:|(?:udp|tcp) sport )(3[2-9]|[4-6]\d)\d{3}\b/g, '$1PORT'],
  ['who it was', /by process \d+ \(/g, 'by process PID ('],
  ['how many transactions there were', /new generation \d+ /g, 'new generation N '],
  ['traced packets', /\btrace id [0-9a-f]{8}\b/g, 'trace id ID'],
  ['identifications of packets, and their checksums', /\b(ip id|ip checksum|udp checksum) \d+\b/g, '$1 N'],
  ['processes', /^(\w+)\[\d+\] fd /gm, '$1[PID] fd '],
  ['times', /\d+\.\d\d ms/g, 'N ms'],
  ['times in columns', /^ +(?=N ms [<>])/gm, ''],
  ['counters', /^( +[RT]X:) bytes \d+ packets \d+/gm, '$1 bytes N packets N'],
  ['seconds left', /\btimeout \d+s\b/g, 'timeout Ns'],
]

export const withoutVolatile = (text: string): string =>
  VOLATILE.reduce((all, [, pattern, stands]) => all.replace(pattern, stands), text.trimEnd())
