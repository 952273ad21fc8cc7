/** Draws this machine's network for the page. */
import { createHash } from 'node:crypto'
import type { Environment } from '../command.ts'
import { dotOf } from '../graph/dot.ts'
import { drawingOf } from '../graph/drawing.ts'
import { graphOf } from '../graph/model.ts'
import { svgOf } from '../graph/svg.ts'
import type { NamespaceOptions } from '../namespaces.ts'
import { readStates } from '../state/read.ts'
import { notedBy } from './notes.ts'

export interface DrawnGraph {
  readonly svg: string
  /** What could not be read. */
  readonly notes: readonly string[]
  /** The same for the same drawing. */
  readonly tag: string
}

export class LiveGraph {
  private readonly environment: Environment
  private readonly options: NamespaceOptions
  private running: Promise<DrawnGraph> | undefined
  /** The last drawing. */
  private drawn: { readonly dot: string; readonly svg: string } | undefined

  constructor(environment: Environment, options: NamespaceOptions) {
    this.environment = environment
    this.options = options
  }

  /**
   * Reads the network and draws it. Calls at the same time share one reading.
   *
   * @throws what reading the only namespace throws; UsageError if @viz-js/viz is not installed.
   */
  async draw(): Promise<DrawnGraph> {
    this.running ??= this.read().finally(() => {
      this.running = undefined
    })
    return await this.running
  }

  private async read(): Promise<DrawnGraph> {
    const notes: string[] = []
    const err = notedBy((line) => notes.push(line))
    const states = await readStates({ ...this.environment, err }, { ...this.options, peers: true })
    const dot = dotOf(drawingOf(graphOf(states)))
    // The layout takes most of the time. The page has rules of its own.
    if (this.drawn?.dot !== dot) this.drawn = { dot, svg: await svgOf(dot, 'network namespaces and their links', '') }
    const tag = createHash('sha256').update(dot).update(notes.join('\n')).digest('base64url')
    return { svg: this.drawn.svg, notes, tag }
  }
}
