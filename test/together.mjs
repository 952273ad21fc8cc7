// Runs test files one after the other in this process, each as a subtest named after it. Loading tap and the library takes
// longer than most of them. scripts/test-files.mjs chooses the files.
import { pathToFileURL } from 'node:url'
import t from 'tap'

const subtests = new Map()

/** What `import t from 'tap'` is in such a file (subtest.mjs). */
export const subtestOf = (url) => subtests.get(url)

/** Adds the files, given by their paths below the root. */
export const together = (files) => {
  // each file has its own limit, tap's for a whole process
  t.setTimeout(0)
  for (const file of files)
    t.test(file, { timeout: 600_000 }, async (t) => {
      // tells typescript.mjs that this is not the process's own test
      const url = `${pathToFileURL(file)}?together`
      subtests.set(url, t)
      await import(url)
    })
}
