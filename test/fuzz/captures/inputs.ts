/** Damaged inputs of every format, and what is done with them. */
import { damage } from './damage.ts'
import { FORMATS } from './formats.ts'
import { damagedMessage, messages } from './messages.ts'
import { read, show } from './reading.ts'
import { compare, snapshotText } from './snapshots.ts'
import { Source } from './source.ts'

/** Inputs of each format, which are damaged again and again before others are made. */
const HELD = 6
const EACH = 20_000

/** Milliseconds that no input may take. */
const LONGEST = 1000

interface Input {
  readonly format: string
  readonly bytes: Buffer
}

/** What was done. */
export interface Counts {
  inputs: number
  snapshots: number
  /** Inputs of which both were snapshots in spite of the damage. */
  compared: number
  datagrams: number
  bytes: number
  /** Those with the most milliseconds. */
  slowest: number
  slowestFormat: string
}

/** An input for which something is not true, so that it can be read again. */
export class Fault extends Error {
  override name = 'Fault'

  constructor(run: number, { format, bytes }: Input, cause: Error) {
    super(`input ${run}, ${format}: ${cause.stack}\n${bytes.toString('base64')}`)
  }
}

const processorTime = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

export class Inputs {
  readonly counts: Counts = {
    inputs: 0,
    snapshots: 0,
    compared: 0,
    datagrams: 0,
    bytes: 0,
    slowest: 0,
    slowestFormat: '',
  }
  private readonly source: Source
  private readonly snapshot: string
  private held: readonly Input[] = []

  private constructor(seed: number, snapshot: string) {
    this.source = new Source(seed)
    this.snapshot = snapshot
  }

  static async from(seed: number): Promise<Inputs> {
    return new Inputs(seed, await snapshotText())
  }

  /** Reads one damaged input. `shown`: one of so many is shown in every detail, which takes longer. @throws {Fault} */
  async next(shown: number): Promise<void> {
    const { counts, source } = this
    if (counts.inputs % EACH === 0) this.held = this.fresh()
    const { format, bytes } = source.one(this.held)
    const damaged = { format, bytes: damage(source, bytes, source.one(this.held).bytes) }
    const since = performance.now()
    try {
      await this.use(damaged, shown)
      const took = performance.now() - since
      // the process may have waited
      if (took > LONGEST) await this.measure(damaged)
      if (took > counts.slowest) Object.assign(counts, { slowest: took, slowestFormat: format })
    } catch (error) {
      throw new Fault(counts.inputs, damaged, error as Error)
    }
    counts.inputs++
    counts.bytes += damaged.bytes.length
  }

  /** Reads an input again that took long, and measures what this process does. */
  private async measure(input: Input): Promise<void> {
    const since = processorTime()
    await this.use(input, 1)
    const took = processorTime() - since
    if (took > LONGEST) throw new Error(`takes ${took} ms`)
  }

  private async use({ format, bytes }: Input, shown: number): Promise<void> {
    const { counts, source, snapshot } = this
    if (format === 'snapshot') {
      counts.snapshots++
      const text = bytes.toString()
      if (source.below(2) === 0 ? compare(source, text, snapshot) : compare(source, snapshot, text)) counts.compared++
      return
    }
    const datagrams = read(source, bytes)
    counts.datagrams += datagrams.length
    if (source.rarely(shown)) await show(source, bytes, datagrams)
  }

  private fresh(): readonly Input[] {
    const { source } = this
    const some = () =>
      Array.from({ length: 1 + source.below(3) }, () => {
        const one = source.one(messages)
        return source.rarely(3) ? one : damagedMessage(source, one)
      })
    const captures = Object.entries(FORMATS).flatMap(([format, make]) =>
      Array.from({ length: HELD }, (): Input => ({ format, bytes: Buffer.from(make(some())) })),
    )
    const snapshots = Array.from({ length: HELD }, (): Input => ({ format: 'snapshot', bytes: this.part() }))
    return [...captures, ...snapshots]
  }

  /** A snapshot with some of its objects: a whole one has so many that most are not damaged. */
  private part(): Buffer {
    const document = JSON.parse(this.snapshot)
    for (const namespace of document.namespaces)
      for (const lists of [namespace, namespace.nft])
        for (const [name, list] of Object.entries(lists))
          if (Array.isArray(list)) lists[name] = list.filter(() => this.source.rarely(4))
    return Buffer.from(JSON.stringify(document).replaceAll('},{', '},\n{'))
  }
}
