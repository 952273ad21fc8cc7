/** Relays for the benchmark: `rtnl-relay --listen` in a namespace. */
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Namespace } from './namespace.ts'
import { ours } from './program.ts'

const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill()
})

export interface Relay {
  /** The path of its socket. */
  readonly path: string
  stop(): Promise<void>
}

/** Starts a relay, and waits until it listens. `words`: its options besides `--listen`. */
export const startRelay = async (namespace: Namespace, ...words: readonly string[]): Promise<Relay> => {
  const folder = mkdtempSync(join(tmpdir(), 'rtnl-bench-'))
  const path = join(folder, 'socket')
  const command = ours('relay', '--listen', path, ...words)
  const child = spawn('nsenter', [`--net=${namespace.path}`, '--', ...command], { stdio: 'ignore' })
  const ended = once(child, 'exit')
  running.add(child)
  // it starts anew without the privilege that it does not need, and listens after that
  for (let waits = 0; !existsSync(`${path}.clients`) && child.exitCode === null && waits < 1000; waits++)
    await sleep(10)
  if (!existsSync(`${path}.clients`)) throw new Error('the relay does not listen')
  return {
    path,
    stop: async () => {
      child.kill()
      await ended
      running.delete(child)
      rmSync(folder, { recursive: true })
    },
  }
}
