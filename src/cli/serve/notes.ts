/** Collects what commands print to stderr, a line at a time. */
import { Writable } from 'node:stream'
import { Output } from '../output.ts'

/** An output whose lines, without the name of the program in front, are passed to `add`. */
export const notedBy = (add: (line: string) => void): Output =>
  new Output(
    new Writable({
      decodeStrings: false,
      write: (text: string, _encoding, done) => {
        for (const line of text.split('\n')) if (line !== '') add(line.replace(/^rtnl-dump: /, ''))
        done()
      },
    }),
  )
