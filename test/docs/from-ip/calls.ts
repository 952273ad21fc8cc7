/** Calls of docs/from-ip.md: the clients that they name, and how their text is run. */
import { Netns, Rtnl } from '../../../src/index.ts'
import * as nftables from '../../../src/nftables.ts'

const { Conntrack, Nftables } = nftables

export class Calls {
  private readonly scope: { readonly [name: string]: unknown }
  private readonly nft: nftables.Nftables

  private constructor(nft: nftables.Nftables, scope: object) {
    this.nft = nft
    this.scope = { ...nftables, Netns, nft, ...scope }
  }

  /** Opens the clients that the page opens. The namespace `blue` must exist; `pid` is a process in another namespace. */
  static async open(pid: string): Promise<Calls> {
    return new Calls(await Nftables.open(), {
      rtnl: await Rtnl.open(),
      conntrack: await Conntrack.open(),
      here: await Netns.current(),
      blue: await Netns.open('blue'),
      inside: await Rtnl.open({ netns: 'blue' }),
      pid: Number(pid),
      web: { family: 'inet', table: 'web' },
    })
  }

  /** Runs an expression and returns what it resolves with. Verbs of a transaction run in one. */
  async run(call: string): Promise<unknown> {
    if (call.startsWith('tx.')) return this.nft.transaction((tx) => void this.evaluate(call, { tx }))
    const result = await this.evaluate(call)
    if (result instanceof Netns) result.close()
    return result
  }

  private evaluate(expression: string, more: object = {}): unknown {
    const scope = { ...this.scope, ...more }
    return new Function(...Object.keys(scope), `return (${expression})`)(...Object.values(scope))
  }

  [Symbol.dispose](): void {
    for (const value of Object.values(this.scope)) (value as { close?: () => void } | undefined)?.close?.()
  }
}
