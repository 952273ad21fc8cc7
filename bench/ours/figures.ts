/** What a program of ours measures about itself, and how it tells. */
import { readFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'

/** Milliseconds that the event loop did not turn, at its longest. */
export interface LongestDelay {
  /** As a timer of 1 ms saw it: how much too late it was. */
  readonly timerDelay: number
  /** As perf_hooks.monitorEventLoopDelay saw it; includes its own interval of 1 ms. */
  readonly histogramDelay: number
}

/** Watches the event loop from now until the promise of the returned function is settled. */
export const watchLoop = (): (() => Promise<LongestDelay>) => {
  const histogram = monitorEventLoopDelay({ resolution: 1 })
  let longest = 0
  let last = performance.now()
  const look = (): void => {
    const now = performance.now()
    longest = Math.max(longest, now - last - 1)
    last = now
  }
  const timer = setInterval(look, 1)
  histogram.enable()
  return async () => {
    // Both look once more, so that a block that reached up to this call is seen.
    await new Promise((resolve) => setTimeout(resolve, 5))
    clearInterval(timer)
    histogram.disable()
    return { timerDelay: longest, histogramDelay: histogram.max / 1e6 }
  }
}

/** Milliseconds of computing that this process has cost so far, its threads included. */
export const cpuMs = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** Most memory that was resident at once, in MB. Not ru_maxrss, which counts what the parent had before exec. */
export const peakRssMb = (): number => {
  const line = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'latin1'))
  if (line === null) throw new Error('/proc/self/status has no VmHWM')
  return (Number(line[1]) * 1024) / 1e6
}

/** The one line that a program ends with. */
export const tell = (figures: { readonly check: string; readonly [name: string]: unknown }): void => {
  process.stdout.write(`${JSON.stringify(figures)}\n`)
}

/** An argument of the program. */
export const argument = (index: number): string => {
  const value = process.argv[index + 2]
  if (value === undefined) throw new Error(`argument ${index + 1} is missing`)
  return value
}
