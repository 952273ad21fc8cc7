/** Options of every way to decode. */
import type { Problem } from '../node.ts'
import type { ByteOrder } from '../order.ts'
import type { Span } from './span.ts'

/** How to decode. */
export interface DecodeOptions {
  /** Default: this machine's. */
  readonly order?: ByteOrder
  /** Throw the first problem instead of collecting it. */
  readonly strict?: boolean
  /** Receives the problems. Without it they are dropped (the malformed attributes stay under `unknown`). */
  readonly problems?: Problem[]
  /** Store what the value does not contain (flag bits, padding, order of unknown attributes), so that encoding reproduces the bytes. */
  readonly exact?: boolean
  /** Keys of outermost attributes to skip: neither read nor kept. Absent: none. */
  readonly skip?: ReadonlySet<string>
  /** Receives the spans: which bytes are which field. Absent: they are not collected. */
  readonly spans?: Span[]
}
