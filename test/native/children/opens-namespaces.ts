/** Opens and adopts files that are not network namespaces, and one that is; prints the outcomes. Run it with strace. */
import { closeSync, fstatSync, openSync } from 'node:fs'
import { addon, type Socket } from '../addon.ts'

const outcome = (result: Socket | number): string => {
  if (typeof result === 'number') return String(result)
  result.close()
  return 'a namespace'
}

// a call that is easy to find in the trace: everything after it is ours
openSync('/dev/null', 'r')
const opened = process.argv.slice(2).map((path) => `${path}: ${outcome(addon.openNamespace(path))}`)
const adopted = process.argv.slice(2).map((path) => {
  const fd = openSync(path, 'r')
  const result = addon.adoptNamespace(fd)
  if (typeof result !== 'number') return `${path}: ${outcome(result)}`
  fstatSync(fd)
  closeSync(fd)
  return `${path}: ${result}, and still open`
})
process.stdout.write([...opened, ...adopted].join('\n'))
