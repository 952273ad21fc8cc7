/** Runs the measuring programs: each runs in a namespace and prints its figures as one line of JSON. */
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Namespace } from './namespace.ts'

/** The output of a program. Programs that read the same have an equal `check`. */
export interface Figures {
  readonly check: string
  readonly [name: string]: number | string | readonly number[] | undefined
}

/** The folder of the built programs, which is that of this one. */
const here = dirname(fileURLToPath(import.meta.url))

/** A C program and its arguments. */
export const c = (name: string, ...words: readonly (string | number)[]): string[] => [
  join(here, 'c', name),
  ...words.map(String),
]

/** A program of this library and its arguments. */
export const ours = (name: string, ...words: readonly (string | number)[]): string[] => [
  process.execPath,
  join(here, `${name}.js`),
  ...words.map(String),
]

const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** A running program. */
export class Program {
  private readonly child: ChildProcess
  private readonly command: string
  private readonly lines: AsyncIterator<string>

  constructor(namespace: Namespace, command: readonly string[]) {
    this.command = command.join(' ')
    // nsenter executes the program, so the process ID is that of the program.
    const words = [`--net=${namespace.path}`, '--', ...command]
    const child = spawn('nsenter', words, { stdio: ['pipe', 'pipe', 'inherit'] })
    running.add(child)
    child.on('close', () => running.delete(child))
    this.lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    this.child = child
  }

  /** Waits until the program reports that it is ready. */
  async ready(): Promise<void> {
    const line = await this.line()
    if (line !== 'READY') throw new Error(`${this.command}: READY was expected, not ${line}`)
  }

  async figures(): Promise<Figures> {
    return JSON.parse(await this.line()) as Figures
  }

  /** Passes it work on its standard input. */
  write(text: string): void {
    this.child.stdin?.write(text)
  }

  /** Closes its standard input, which stops it. */
  end(): void {
    this.child.stdin?.end()
  }

  /** Waits until it has ended. */
  async stop(): Promise<void> {
    this.end()
    if (running.has(this.child)) await once(this.child, 'close')
    if (this.child.exitCode !== 0)
      throw new Error(`${this.command}: ${this.child.signalCode ?? `exit status ${this.child.exitCode}`}`)
  }

  private async line(): Promise<string> {
    const { done, value } = await this.lines.next()
    if (done === true) throw new Error(`${this.command}: it ended without a word`)
    return value
  }
}

/** Runs a program to its end. */
export const run = async (namespace: Namespace, command: readonly string[]): Promise<Figures> => {
  const program = new Program(namespace, command)
  const figures = await program.figures()
  await program.stop()
  return figures
}

/** Runs a program without output. */
export const runSilently = async (namespace: Namespace, command: readonly string[]): Promise<void> =>
  new Program(namespace, command).stop()

/** A figure that must exist. */
export const number = (figures: Figures, name: string): number => {
  const value = figures[name]
  if (typeof value !== 'number') throw new Error(`no ${name} in ${JSON.stringify(figures)}`)
  return value
}
