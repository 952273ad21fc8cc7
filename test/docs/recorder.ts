/** Runs the blocks of a guide, in its process, and records what each prints. guide.ts writes the program that uses it. */
import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { format } from 'node:util'
import { until } from '../until.ts'

/** Ends a background program that has printed everything. */
class Ended extends Error {}

interface Background {
  readonly printed: string[]
  /** How many lines the page shows. */
  readonly lines: number
  over: boolean
}

const linesOf = (words: readonly unknown[]): string[] => format(...words).split('\n')

const sh = (command: string): Promise<string> =>
  new Promise((resolve, reject) => {
    execFile('bash', ['-e', '-c', command], (error, stdout, stderr) => {
      if (error === null && stderr === '') resolve(stdout)
      else reject(new Error(`${command}: ${error?.message ?? ''} ${stderr}`))
    })
  })

export class Recorder {
  /** The lines that each block has printed, by its index in the page. */
  private readonly printed: { [block: number]: string[] } = {}
  private readonly backgrounds: Background[] = []

  /** From now on, this block prints. Programs in the background before it have printed everything. */
  async begin(block: number): Promise<void> {
    for (const background of this.backgrounds) await this.finish(background)
    const printed = this.lines(block)
    console.log = (...words) => void printed.push(...linesOf(words))
  }

  /** Starts a program that does not end by itself. */
  async background(block: number, lines: number, program: (console: object) => Promise<void>): Promise<void> {
    await this.begin(block)
    const started: Background = { printed: this.lines(block), lines, over: false }
    this.backgrounds.push(started)
    const log = (...words: readonly unknown[]): void => {
      if (started.over) throw new Ended()
      started.printed.push(...linesOf(words))
    }
    // another failure is an unhandled rejection, which ends the process
    void program({ ...console, log }).catch((error: unknown) => {
      if (!(error instanceof Ended)) throw error
    })
  }

  /** Runs commands, while the last program in the background goes on. `after`: lines that it prints before. */
  async shell(block: number, command: string, after = 0): Promise<void> {
    const last = this.backgrounds.at(-1)
    if (last !== undefined) await until(() => last.over || last.printed.length >= after, `${after} lines`)
    this.lines(block).push(...linesOf([await sh(command)]))
  }

  /** Writes the lines of all blocks to a file. */
  async end(file: string): Promise<void> {
    await this.begin(-1)
    writeFileSync(file, JSON.stringify(this.printed))
    process.exit()
  }

  private async finish(background: Background): Promise<void> {
    if (!background.over) await until(() => background.printed.length >= background.lines, 'what the page shows')
    background.over = true
  }

  private lines(block: number): string[] {
    this.printed[block] ??= []
    return this.printed[block]
  }
}
