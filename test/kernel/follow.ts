/** Programs that print events (`nft monitor`, `conntrack -E`), as oracles of our monitors. */
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { until } from '../until.ts'

export interface Following {
  /** Its output, from the first event that it reported. */
  lines(): readonly string[]
  stop(): Promise<void>
}

/** Starts the program, and repeats `happen` until it prints something of it: then it reports all later events. */
export const follow = async (words: readonly string[], happen: () => void, sign: RegExp): Promise<Following> => {
  const child: ChildProcess = spawn('stdbuf', ['-oL', ...words], { stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  child.stdout?.setEncoding('utf8').on('data', (more: string) => {
    text += more
  })
  const lines = (): string[] => text.split('\n').slice(0, -1)
  await until(
    () => {
      happen()
      return sign.test(text)
    },
    `${words.join(' ')} to hear`,
  )
  return {
    lines,
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill()
      await ended
    },
  }
}

/** The events until the last one, without those of `happen` before the first one that is reported. */
export const takeUntil = async <T>(events: AsyncIterator<T>, isLast: (event: T) => boolean): Promise<T[]> => {
  const found: T[] = []
  for (;;) {
    const { value, done } = await events.next()
    if (done === true) throw new Error('the events ended')
    if (isLast(value)) return found
    found.push(value)
  }
}
