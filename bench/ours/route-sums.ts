/** Checksums over routes, equal to those of the C programs. */
import type { Route } from '../../src/index.ts'

/** Routes of the main table. Sums stay exact up to two million routes. */
export class RouteSums {
  private count = 0
  private dst = 0
  private gateway = 0
  private oif = 0
  private table = 0
  private metric = 0

  add(dst: number, gateway: number, oif: number, table: number, metric: number): void {
    if (table !== RT_TABLE_MAIN) return
    this.count++
    this.dst += dst
    this.gateway += gateway
    this.oif += oif
    this.table += table
    this.metric += metric
  }

  addRoute(route: Route): void {
    this.add(
      numberOf(route.dst),
      numberOf(route.gateway),
      route.oif ?? 0,
      route.table === 'main' ? RT_TABLE_MAIN : 0,
      route.metric ?? 0,
    )
  }

  toString(): string {
    const { count, dst, gateway, oif, table, metric } = this
    return `n=${count} dst=${dst} gateway=${gateway} oif=${oif} table=${table} metric=${metric}`
  }
}

const RT_TABLE_MAIN = 254

/** An IPv4 address or prefix (`10.0.0.1/32`) as a number; 0 if there is none. */
export const numberOf = (text: string | undefined): number => {
  let number = 0
  let byte = 0
  if (text === undefined) return 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === SLASH) break
    if (code === DOT) {
      number = number * 256 + byte
      byte = 0
    } else byte = byte * 10 + code - ZERO
  }
  return number * 256 + byte
}

const DOT = 0x2e
const SLASH = 0x2f
const ZERO = 0x30
