/** `rtnl-dump graph`: its JSON has every object that other programs show in the network of a lab. */
import { spawnSync } from 'node:child_process'
import type { Checker } from '../checker.ts'
import { host, LabHost, type LinkRow, named } from '../lab-host.ts'

type Plain = { readonly [key: string]: unknown }

interface DrawnNamespace {
  readonly id: string
  readonly netns: string | null
  readonly own?: true
  readonly pid?: number
  readonly [list: string]: unknown
}

interface Drawn {
  readonly namespaces: readonly DrawnNamespace[]
  readonly edges: readonly { readonly type: string; readonly from: string; readonly to: string }[]
}

const drawn = (): Drawn => {
  // What runs in dist is not measured. tap adds its variables to every process of Node.js that this one starts.
  const command = 'unset NODE_V8_COVERAGE NODE_OPTIONS; exec "$0" dist/bin.js graph --all-netns --format json'
  const { stdout } = spawnSync('sh', ['-c', command, process.execPath], { encoding: 'utf8' })
  return JSON.parse(stdout)
}

const placeOf = ({ netns, own, pid }: DrawnNamespace): LabHost => {
  if (own === true) return host
  return netns === null ? new LabHost(`process ${pid}`, ['nsenter', `--net=/proc/${pid}/ns/net`]) : named(netns)
}

const lists = (namespace: DrawnNamespace, name: string): readonly Plain[] => namespace[name] as readonly Plain[]

/** The number of the prefix of an address is that of a host, where `ip` shows none. */
const whole = (prefix: unknown): string => String(prefix).replace(/\/(32|128)$/, '')

/** The lines that describe objects, by what they are: those of other programs, and those of the graph. */
type Described = readonly (readonly [what: string, theirs: readonly string[], ours: readonly string[]])[]

const linkText = ({ ifindex, ifname }: Pick<LinkRow, 'ifindex' | 'ifname'>): string => `${ifindex} ${ifname}`

const described = (place: LabHost, namespace: DrawnNamespace): Described => {
  const { nft } = namespace as { nft?: { readonly [list: string]: readonly Plain[] } }
  const rows = (words: string): Plain[] => place.json<Plain>(words)
  const routes = ['-4', '-6'].flatMap((family) => rows(`ip -j ${family} route show table all`))
  const rules = ['-4', '-6'].flatMap((family) => rows(`ip -j ${family} rule show`))
  const { nftables } = JSON.parse(place.run('nft -j list ruleset').output) as { nftables: readonly Plain[] }
  const handled = nftables.flatMap(Object.entries).flatMap(([kind, value]: [string, Plain]) => {
    return kind === 'metainfo' ? [] : [`${kind} ${value['table'] ?? ''} ${value['handle']}`]
  })
  return [
    [
      'links',
      place.links().map(linkText),
      lists(namespace, 'links').map(({ index, name }) => linkText({ ifindex: Number(index), ifname: String(name) })),
    ],
    [
      'addresses',
      place
        .json<{ ifname: string; addr_info: readonly Plain[] }>('ip -j addr')
        .flatMap(({ ifname, addr_info }) =>
          addr_info
            .filter(({ local }) => local !== undefined)
            .map(({ local, prefixlen }) => `${ifname} ${local}/${prefixlen}`),
        ),
      lists(namespace, 'addresses').map(({ dev, address }) => `${dev} ${address}`),
    ],
    [
      'routes',
      routes.map(({ dst, dev, gateway }) => `${dst} ${dev} ${gateway}`),
      lists(namespace, 'routes').map(({ dst, dev, gateway }) => `${whole(dst)} ${dev} ${gateway}`),
    ],
    [
      'rules',
      rules.map(({ priority, table }) => `${priority} ${table}`),
      lists(namespace, 'rules').map(({ priority = 0, table }) => `${priority} ${table}`),
    ],
    [
      'neighbours',
      rows('ip -j neigh').map(({ dst, dev, lladdr }) => `${dst} ${dev} ${lladdr}`),
      lists(namespace, 'neighbours').map(({ dst, dev, lladdr }) => `${dst} ${dev} ${lladdr}`),
    ],
    [
      'forwarding entries',
      rows('bridge -j fdb').map(({ mac, ifname, master }) => `${mac} ${ifname} ${master !== undefined}`),
      lists(namespace, 'forwarding').map(({ lladdr, dev, master }) => `${lladdr} ${dev} ${master !== undefined}`),
    ],
    [
      'objects of nf_tables',
      handled,
      Object.entries(nft ?? {}).flatMap(([list, values]) =>
        Array.isArray(values)
          ? values.map((value: Plain) => {
              const kind = list === 'objects' ? String(value['type']) : list.replace(/s$/, '')
              return `${kind} ${value['table'] ?? ''} ${value['handle']}`
            })
          : [],
      ),
    ],
  ]
}

/** The edges of a link: that to its master, and that to its peer or its lower link. */
const lacksEdges = ({ edges }: Drawn, { id }: DrawnNamespace, row: LinkRow): string[] => {
  const own = `${id}.${row.ifindex}`
  const has = (...types: readonly string[]): boolean =>
    edges.some(({ type, from, to }) => types.includes(type) && (from === own || to === own))
  return [
    ...(row.master !== undefined && !edges.some(({ type, from }) => type === 'port' && from === own)
      ? [`${row.ifname} master`]
      : []),
    ...((row.link !== undefined || row.link_index !== undefined) && !has('pair', 'lower', 'outside')
      ? [`${row.ifname} link`]
      : []),
  ]
}

/** Everything that other programs show and that the graph lacks. */
const missing = (): string[] => {
  const graph = drawn()
  return graph.namespaces.flatMap((namespace) => {
    const place = placeOf(namespace)
    const objects = described(place, namespace).flatMap(([what, theirs, ours]) => {
      const known = new Set(ours)
      return theirs.filter((one) => !known.has(one)).map((one) => `${what}${place.suffix}: ${one}`)
    })
    return [...objects, ...place.links().flatMap((row) => lacksEdges(graph, namespace, row))]
  })
}

/** `counts`: how many namespaces the lab has at least, with that of the host. */
export const isDrawn = async (check: Checker, counts: number): Promise<void> => {
  check.is('the graph has all namespaces', drawn().namespaces.length >= counts, true)
  // neighbours and forwarding entries come and go
  await check.becomes('the graph has every object that other programs show', missing, [])
}
