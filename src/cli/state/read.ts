/** Reads the state of namespaces: every object of every family that the library knows. */
import { release } from 'node:os'
import type { Ruleset } from '../../netfilter/nftables/ruleset.ts'
import type { RelayAddress } from '../../netlink/transport/relay/wire.ts'
import type { Rtnl } from '../../rtnl/rtnl.ts'
import { NetnsError } from '../../setns/errors.ts'
import type { NamespaceRef } from '../../setns/reference.ts'
import type { Environment } from '../command.ts'
import { reportFailure } from '../failure.ts'
import type { FoundNamespace } from '../found-namespaces.ts'
import { referenceTo } from '../found-namespaces.ts'
import type { NamespaceOptions } from '../namespaces.ts'
import { namespacesOf, relayOf } from '../namespaces.ts'
import { visible } from '../terminal.ts'
import { stableRuleset } from './nft-sections.ts'
import { sections } from './sections.ts'
import type { Plain } from './values.ts'
import { compareKeys } from './values.ts'

/** A namespace and its objects. */
export interface NamespaceState {
  readonly namespace: FoundNamespace
  /** The objects of NETLINK_ROUTE, by the name of their section. */
  readonly lists: { readonly [section: string]: readonly object[] }
  /** The ruleset of nf_tables. Absent if it could not be read. */
  readonly nft?: Ruleset
  /** The ids that other namespaces have in this one: what was found, by id. Only with `peers`. */
  readonly peers: ReadonlyMap<number, FoundNamespace>
}

/** What was read. */
export interface States {
  /** All namespaces were selected. */
  readonly all: boolean
  /** Version of the kernel: `6.18.5`. Absent: it was read through a relay, which may be on another machine. */
  readonly kernel?: string
  readonly namespaces: readonly NamespaceState[]
  /** Something could not be read, and was reported to stderr. */
  readonly incomplete: boolean
}

export interface ReadOptions extends NamespaceOptions {
  /** Find out which namespaces the ids of peers refer to. */
  readonly peers?: boolean
}

const listsOf = async (rtnl: Rtnl): Promise<NamespaceState['lists']> => {
  const lists: { [section: string]: object[] } = {}
  for (const { name, list, identities, order = identities[0] } of sections) {
    const values = (await list(rtnl)) as readonly Plain[]
    lists[name] = [...values].sort((a, b) => compareKeys(order(a), order(b)))
  }
  return lists
}

/** The ids of namespaces that links refer to. */
const idsOf = ({ links = [] }: NamespaceState['lists']): Set<number> =>
  new Set(
    (links as readonly { linkNetnsid?: number }[]).flatMap(({ linkNetnsid: id }) => (id === undefined ? [] : [id])),
  )

/** Asks for the id of one namespace after the other, until all ids that links refer to are known. */
const peersOf = async (
  rtnl: Rtnl,
  lists: NamespaceState['lists'],
  all: readonly FoundNamespace[],
): Promise<NamespaceState['peers']> => {
  const wanted = idsOf(lists)
  const found = new Map<number, FoundNamespace>()
  for (const other of all) {
    if (found.size === wanted.size) break
    // a namespace that has no id, has ended or may not be opened remains unknown
    const id = await rtnl.nsids.get(referenceTo(other) ?? process.pid).catch(() => undefined)
    if (id !== undefined && wanted.has(id)) found.set(id, other)
  }
  return found
}

const titleOf = ({ netns, pid }: FoundNamespace): string =>
  netns !== null ? `netns ${visible(netns)}: ` : pid === undefined ? '' : `netns of process ${pid}: `

/** The namespace or its process has ended since it was found. */
const GONE = new Set(['ENOENT', 'ESRCH'])

class StateReader {
  incomplete = false
  private readonly environment: Environment
  private readonly all: readonly FoundNamespace[]
  private readonly relay: RelayAddress | undefined

  constructor(environment: Environment, all: readonly FoundNamespace[], relay?: RelayAddress) {
    this.environment = environment
    this.all = all
    this.relay = relay
  }

  /** The state of one namespace. @throws what opening or reading it throws. */
  async read(namespace: FoundNamespace, reference: NamespaceRef | undefined): Promise<NamespaceState> {
    const rtnl = await this.environment.io.open('inline', reference, this.relay)
    try {
      const lists = await listsOf(rtnl)
      const peers = await peersOf(rtnl, lists, this.all)
      const nft = await this.ruleset(namespace, reference)
      return { namespace, lists, peers, ...(nft === undefined ? {} : { nft }) }
    } finally {
      rtnl.close()
    }
  }

  /** The same for one of several namespaces. Undefined if it has ended, or if it cannot be read, which is reported. */
  async tryRead(namespace: FoundNamespace): Promise<NamespaceState | undefined> {
    try {
      return await this.read(namespace, referenceTo(namespace))
    } catch (error) {
      if (!(error instanceof NetnsError && GONE.has(error.code))) await this.report(namespace, error)
      return undefined
    }
  }

  /** Needs CAP_NET_ADMIN, which the rest does not. */
  private async ruleset(namespace: FoundNamespace, reference: NamespaceRef | undefined): Promise<Ruleset | undefined> {
    try {
      await using nft = await this.environment.io.openNftables('inline', reference, this.relay)
      return stableRuleset(await nft.ruleset())
    } catch (error) {
      await this.report(namespace, error, 'nf_tables: ')
      return undefined
    }
  }

  private async report(namespace: FoundNamespace, error: unknown, what = ''): Promise<void> {
    const { io, err } = this.environment
    this.incomplete = true
    await reportFailure(io, err, error, titleOf(namespace) + what)
  }
}

/** The namespace that `--netns` selects, or that of this process. */
const oneNamespace = async (
  environment: Environment,
  options: NamespaceOptions,
): Promise<readonly [FoundNamespace, NamespaceRef | undefined]> => {
  const [reference] = await namespacesOf(environment, options)
  if (reference === undefined) return [{ netns: null, own: true }, undefined]
  return [typeof reference === 'number' ? { netns: null, pid: reference } : { netns: String(reference) }, reference]
}

/**
 * Reads the state of the namespace that the options select; with `allNetns` of this one, of all that have a name, and of all
 * that have processes. What cannot be read is reported to stderr. Through a relay, ids of peers remain unknown.
 *
 * @throws what opening or reading throws, if only one namespace is selected.
 */
export const readStates = async (environment: Environment, options: ReadOptions): Promise<States> => {
  const { io } = environment
  const { allNetns = false, peers = false } = options
  const relay = relayOf(options)
  const all = allNetns || (peers && relay === undefined) ? await io.findNamespaces() : []
  const reader = new StateReader(environment, peers ? all : [], relay)
  const namespaces: NamespaceState[] = []
  if (allNetns) {
    for (const one of all) {
      const state = await reader.tryRead(one)
      if (state !== undefined) namespaces.push(state)
    }
  } else namespaces.push(await reader.read(...(await oneNamespace(environment, options))))
  const kernel = relay === undefined ? { kernel: release() } : {}
  return { all: allNetns, ...kernel, namespaces, incomplete: reader.incomplete }
}
