/** Remembers values by the bytes they were made from. Newer values replace older ones, so memory is limited. */

/** Bytes of the longest key. */
const WIDTH = 64
const SLOTS = 512

/** Spreads each bit over the lower ones. */
const mixed = (hash: number): number => {
  const product = Math.imul(hash ^ (hash >>> 16), 0x9e3779b1)
  return product ^ (product >>> 15)
}

export class ByteMemo<T> {
  private readonly keys = new DataView(new ArrayBuffer(SLOTS * WIDTH))
  private readonly lengths = new Uint8Array(SLOTS)
  private readonly values: (T | undefined)[] = new Array(SLOTS).fill(undefined)
  /** Where the bytes of the last `get` belong. */
  private slot = 0

  /** The value of the same bytes; undefined if there is none. */
  get(view: DataView, start: number, length: number): T | undefined {
    if (length > WIDTH) return undefined
    const words = length & ~3
    let hash = length
    for (let at = 0; at < words; at += 4) hash = mixed(hash ^ view.getInt32(start + at))
    for (let at = words; at < length; at++) hash = mixed(hash ^ view.getUint8(start + at))
    this.slot = hash & (SLOTS - 1)
    return this.isSame(view, start, length) ? this.values[this.slot] : undefined
  }

  /** Stores the value of the bytes that `get` did not find just now. Longer keys are not stored. */
  set(view: DataView, start: number, length: number, value: T): void {
    if (length > WIDTH) return
    const { keys, slot } = this
    for (let at = 0; at < length; at++) keys.setUint8(slot * WIDTH + at, view.getUint8(start + at))
    this.lengths[slot] = length
    this.values[slot] = value
  }

  private isSame(view: DataView, start: number, length: number): boolean {
    const { keys, slot } = this
    if (this.lengths[slot] !== length) return false
    const from = slot * WIDTH
    let differing = 0
    let at = 0
    for (; at + 4 <= length; at += 4) differing |= view.getInt32(start + at) ^ keys.getInt32(from + at)
    for (; at < length; at++) differing |= view.getUint8(start + at) ^ keys.getUint8(from + at)
    return differing === 0
  }
}
