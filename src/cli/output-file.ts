/** Files that are written synchronously, so that nothing is buffered in this process. */
import { closeSync, openSync, writeSync } from 'node:fs'
import type { OutputFile } from './io.ts'

/** Creates a file, or empties it. @throws the error of open(2). */
export const createFile = (path: string): OutputFile => {
  const fd = openSync(path, 'w')
  return {
    write: (bytes) => {
      for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at)
    },
    close: () => closeSync(fd),
  }
}
