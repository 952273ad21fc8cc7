/** Snapshots for `rtnl-dump diff`, whole and damaged, and what must be true of any of them. */
import assert from 'node:assert/strict'
import { InputError } from '../../../src/capture/input-error.ts'
import { noColours } from '../../../src/cli/colours.ts'
import { compareSnapshots } from '../../../src/cli/state/differences.ts'
import type { SnapshotDocument } from '../../../src/cli/state/document.ts'
import { parseDocument } from '../../../src/cli/state/document.ts'
import { differenceLines } from '../../../src/cli/state/text.ts'
import { Nftables } from '../../../src/nftables.ts'
import { network } from '../../unit/cli/holdings.ts'
import { run } from '../../unit/cli/world.ts'
import { FakeNetfilter } from '../../unit/netfilter/nftables/ruleset.ts'
import type { Source } from './source.ts'

/** Characters of output for each of input: a value is shown with its path, before and after. */
const MOST_TEXT = 300

/** Objects of nf_tables as a snapshot has them. */
const inTable = { family: 'inet', table: 't' } as const
const RULESET = {
  sets: [
    {
      ...inTable,
      name: 'lan',
      handle: 2,
      type: 'ipv4_addr',
      flags: ['interval'],
      elements: [{ key: '10.9.0.0/16' }, { key: '192.0.2.1' }],
    },
  ],
  chains: [{ ...inTable, name: 'input', handle: 1, type: 'filter', hook: 'input', priority: 0, policy: 'accept' }],
  rules: [
    {
      ...inTable,
      chain: 'input',
      handle: 5,
      statements: [
        { match: 'ip saddr', right: '@lan' },
        { match: 'tcp dport', right: [22, 80] },
        { verdict: 'accept' },
      ],
      comment: 'our own',
    },
  ],
}

/** The text of a snapshot of a small network. */
export const snapshotText = async (): Promise<string> => {
  const { socket, order } = new FakeNetfilter({ NFT_MSG_GETTABLE: [{ name: 't', handle: 4n }] })
  const openNftables = () => Nftables.open({ transport: socket, order })
  const { code, stdout, stderr } = await run(['snapshot'], { held: network, openNftables })
  assert.deepEqual([code, stderr], [0, ''])
  const document = JSON.parse(stdout)
  Object.assign(document.namespaces[0].nft, RULESET)
  // one object a line, as the program writes it
  return JSON.stringify(document).replaceAll('},{', '},\n{')
}

const parse = (text: string): SnapshotDocument | undefined => {
  try {
    return parseDocument(text, 'a.json')
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    assert.ok(error.message.length < 500, `a long message: ${error.message}`)
    return undefined
  }
}

/** Compares two texts as `diff` does. Returns whether both are snapshots. */
export const compare = (source: Source, before: string, after: string): boolean => {
  const [first, second] = [parse(before), parse(after)]
  if (first === undefined || second === undefined) return false
  const context = { colours: noColours, names: new Map<number, string>(), details: false }
  let size = 0
  for (const { differences } of compareSnapshots(first, second, source.rarely(2)))
    for (const difference of differences) for (const line of differenceLines(difference, context)) size += line.length
  assert.ok(size <= MOST_TEXT * (before.length + after.length), `${size} characters`)
  return true
}
