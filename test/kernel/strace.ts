/** strace, attached to a helper: shows its system calls, and stops, delays or kills it at one of them. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

/** Attaches strace to a process; resolves when it is attached. */
export const trace = async (pid: number, ...words: string[]): Promise<ChildProcess> => {
  const strace = spawn('strace', ['-p', String(pid), ...words], { stdio: ['ignore', 'ignore', 'pipe'] })
  for await (const text of strace.stderr.setEncoding('utf8').iterator({ destroyOnReturn: false }))
    if (String(text).includes('attached')) break
  strace.stderr.resume()
  return strace
}

/** Detaches it. */
export const ended = async (strace: ChildProcess): Promise<void> => {
  if (strace.exitCode !== null || strace.signalCode !== null) return
  strace.kill()
  await once(strace, 'exit')
}
