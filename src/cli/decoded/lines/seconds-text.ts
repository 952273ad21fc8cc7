/** Times as JSON, in half the time that formatting the number takes. */
import { toJson } from '../../json.ts'

/** Up to this number the shortest text of a time in seconds has its six decimals, without the zeros at the end. */
const MOST = 2 ** 52

export class SecondsText {
  /** Those of the last time, and their text. */
  private whole = -1
  private text = ''

  /** `1700000000.0076`: the number of seconds. */
  of(microseconds: number): string {
    if (!(microseconds >= 0 && microseconds <= MOST)) return toJson(microseconds / 1e6)
    const whole = Math.floor(microseconds / 1e6)
    if (whole !== this.whole) {
      this.whole = whole
      this.text = String(whole)
    }
    const rest = microseconds - whole * 1e6
    if (rest === 0) return this.text
    const digits = String(1e6 + rest).slice(1)
    return `${this.text}.${digits.replace(/0{1,5}$/, '')}`
  }
}
