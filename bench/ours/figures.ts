/** What our programs measure about themselves, and how they report it. */
import { readFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'

/** The longest time in milliseconds in which the event loop did not turn. */
export interface LongestDelay {
  /** Measured by a timer of 1 ms: how late it was. */
  readonly timerDelay: number
  /** Measured by perf_hooks.monitorEventLoopDelay; includes its own interval of 1 ms. */
  readonly histogramDelay: number
}

/**
 * Measures the delay of the event loop from now until the returned function is called, whose promise has the result.
 */
export const watchLoop = (): (() => Promise<LongestDelay>) => {
  const histogram = monitorEventLoopDelay({ resolution: 1 })
  let longest = 0
  let last = performance.now()
  const measure = (): void => {
    const now = performance.now()
    longest = Math.max(longest, now - last - 1)
    last = now
  }
  const timer = setInterval(measure, 1)
  histogram.enable()
  return async () => {
    // Both measure once more, so that a block up to this call is included.
    await new Promise((resolve) => setTimeout(resolve, 5))
    clearInterval(timer)
    histogram.disable()
    return { timerDelay: longest, histogramDelay: histogram.max / 1e6 }
  }
}

/** Milliseconds of processor time of this process so far, including its threads. */
export const cpuMs = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** Maximum resident memory in MB. Not ru_maxrss, which includes the parent's memory before exec. */
export const peakRssMb = (): number => {
  const line = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'latin1'))
  if (line === null) throw new Error('/proc/self/status has no VmHWM')
  return (Number(line[1]) * 1024) / 1e6
}

/** Prints the line that a program ends with. */
export const report = (figures: { readonly check: string; readonly [name: string]: unknown }): void => {
  process.stdout.write(`${JSON.stringify(figures)}\n`)
}

/** An argument of the program. */
export const argument = (index: number): string => {
  const value = process.argv[index + 2]
  if (value === undefined) throw new Error(`argument ${index + 1} is missing`)
  return value
}
