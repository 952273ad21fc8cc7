/** Prints the calls of docs/from-ip.md as a program that a compiler can check (scripts/check-package.sh). */
import * as nftables from '../../../src/nftables.ts'
import { rows } from './page.ts'

const calls = rows.map(({ call }) => call)

const isCalled = (name: string): boolean => calls.some((call) => new RegExp(`(?<![\\w.'])${name}[.(]`).test(call))

process.stdout.write(`import type { Rtnl } from 'rtnl'
import { Netns } from 'rtnl'
import type { Conntrack, Nftables, Transaction } from 'rtnl/nftables'
import { ${Object.keys(nftables).filter(isCalled).join(', ')} } from 'rtnl/nftables'

declare const rtnl: Rtnl
declare const inside: Rtnl
declare const here: Netns
declare const blue: Netns
declare const nft: Nftables
declare const tx: Transaction
declare const conntrack: Conntrack
declare const pid: number
const web = { family: 'inet', table: 'web' } as const

export const calls: readonly (() => unknown)[] = [
${calls.map((call) => `  () => ${call},\n`).join('')}]
`)
