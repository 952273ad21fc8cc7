/**
 * A shell that remains. Starting a shell for each command costs more than most commands do: Node.js forks a large process
 * each time, which is slow above all in a guest kernel.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import type { Readable, Writable } from 'node:stream'

/** Ends the output of a script; no program writes it. */
const END = '\x04'

export class Shell {
  private readonly child: ChildProcessByStdio<Writable, Readable, Readable>
  private readonly ended: Promise<never>

  /** In the network namespace of a process, or in the one of this process. It ends with this process. */
  constructor(pid?: string) {
    const [program = 'sh', ...words] = pid === undefined ? ['sh'] : ['nsenter', '-t', pid, '-n', 'sh']
    this.child = spawn(program, words, { stdio: 'pipe' })
    this.ended = once(this.child, 'exit').then(([code]) => Promise.reject(new Error(`the shell ended with ${code}`)))
    this.ended.catch(() => undefined)
    for (const stream of [this.child.stdout, this.child.stderr]) stream.setEncoding('utf8')
    this.child.unref()
    for (const stream of this.streams()) stream.unref()
  }

  /** Runs lines of shell up to the first that fails; one script at a time. Returns what they print; throws if one fails. */
  async run(script: string): Promise<string> {
    const { stdin, stdout, stderr } = this.child
    for (const stream of this.streams()) stream.ref()
    stdin.write(`(set -e\n${script}\n) </dev/null; printf '\\n%d${END}' $? >&2; printf '${END}'\n`)
    const [text, errors] = await Promise.race([Promise.all([upToEnd(stdout), upToEnd(stderr)]), this.ended])
    for (const stream of this.streams()) stream.unref()
    if (!errors.endsWith('\n0')) throw new Error(`${script}: ${errors}`)
    return text
  }

  private streams(): Socket[] {
    return [this.child.stdin, this.child.stdout, this.child.stderr] as unknown as Socket[]
  }
}

let own: Shell | undefined

/** The one in the namespace of this process. */
export const ownShell = (): Shell => {
  own ??= new Shell()
  return own
}

/** Separates the outputs of several commands; no program writes it. */
const NEXT = '\x1e'

/** The outputs of these commands, which are run one after the other. */
export const outputs = async (shell: Shell, commands: readonly string[]): Promise<string[]> =>
  commands.length === 0 ? [] : (await shell.run(commands.join(`\nprintf '${NEXT}'\n`))).split(NEXT)

const upToEnd = (stream: Readable): Promise<string> =>
  new Promise((resolve) => {
    let text = ''
    const add = (part: string): void => {
      text += part
      if (!text.endsWith(END)) return
      stream.off('data', add)
      resolve(text.slice(0, -1))
    }
    stream.on('data', add)
  })
