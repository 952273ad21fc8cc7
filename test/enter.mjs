// Loaded before each test file that tap runs. A file that calls `inNamespace` or `inSandbox` is started there at once; it
// would start itself there, but not before it has loaded tap and the library, which takes a second of processor time.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { stopCoverage } from 'node:v8'
import { isMainThread } from 'node:worker_threads'

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

// Coverage is measured where the tests of single parts are. It costs an eighth of the time of the others.
const MEASURED = /\/test\/(unit|kernel|native|fuzz)\//

const file = process.argv[1] ?? ''
if (isMainThread && file.endsWith('.test.ts')) {
  if (process.env.NODE_V8_COVERAGE !== undefined && !MEASURED.test(file)) {
    stopCoverage()
    delete process.env.NODE_V8_COVERAGE
  }
  const [, call] = CALL.exec(readFileSync(file, 'utf8')) ?? []
  if (call !== undefined) {
    const { isInside, OUTSIDE, ownNamespace, surroundings } = await import('./kernel/surroundings.ts')
    if (!isInside()) await become(surroundings[call], { [OUTSIDE]: ownNamespace() })
  }
}
