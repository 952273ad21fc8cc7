// Loaded before all else by each test file that tap runs. A file that calls `inNamespace` or `inSandbox` is started there at
// once; it would start itself there, but not before it has loaded tap and the library, which takes half a second of
// processor time.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'
import { isInside, OUTSIDE, ownNamespace, surroundings } from './kernel/surroundings.mjs'

const CALL = /\b(inNamespace|inSandbox)\(t, import\.meta\.url\)/

/** Runs this process's program again behind these words, as if it were this process; does not return. */
const become = async ([program, ...words], env) => {
  // whoever kills this process kills the other
  const command = [
    ...words,
    'setpriv',
    '--pdeathsig',
    'KILL',
    process.execPath,
    ...process.execArgv,
    ...process.argv.slice(1),
  ]
  const stdio = ['inherit', 'inherit', 'inherit', 'ipc']
  const child = spawn(program, command, { env: { ...process.env, ...env }, stdio })
  // what tap says to its processes: timeouts
  child.on('message', (message) => process.send?.(message))
  process.on('message', (message) => child.connected && child.send(message))
  const [code] = await new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (...ended) => resolve(ended))
  })
  process.exit(code ?? 1)
}

if (isMainThread) {
  // tap names this file in NODE_OPTIONS (.taprc). The programs that the test starts do not need it.
  const { NODE_OPTIONS } = process.env
  if (NODE_OPTIONS !== undefined)
    process.env.NODE_OPTIONS = NODE_OPTIONS.replace(/"?--import=\.\/test\/enter\.mjs"? */, '')
  const file = process.argv[1] ?? ''
  const [, call] = (file.endsWith('.test.ts') && CALL.exec(readFileSync(file, 'utf8'))) || []
  if (call !== undefined && !isInside()) await become(surroundings[call], { [OUTSIDE]: ownNamespace() })
}
