/** Namespaces as the checker sees them: through other programs that it runs inside. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** The parts of `ip -d -j link` that labs check. */
export interface LinkRow {
  readonly ifindex: number
  readonly ifname: string
  readonly flags: readonly string[]
  readonly mtu: number
  readonly qdisc: string
  readonly operstate: string
  readonly group: string
  readonly txqlen?: number
  readonly address: string
  readonly promiscuity?: number
  readonly master?: string
  /** The name of the lower link or of the peer, if it is in the same namespace. */
  readonly link?: string
  /** Its index, if it is not. */
  readonly link_index?: number
  readonly link_netnsid?: number
  readonly linkinfo?: {
    readonly info_kind?: string
    readonly info_data?: { readonly [name: string]: unknown }
    readonly info_slave_kind?: string
    readonly info_slave_data?: { readonly [name: string]: unknown }
  }
}

export interface AddressRow {
  readonly family: string
  readonly local: string
  readonly prefixlen: number
  readonly broadcast?: string
  readonly scope: string
  readonly label?: string
  readonly valid_life_time: number
}

export interface RouteRow {
  readonly type?: string
  readonly dst: string
  readonly gateway?: string
  readonly dev: string
  readonly protocol?: string
  readonly scope?: string
  readonly prefsrc?: string
  readonly metric?: number
}

interface Outcome {
  readonly ok: boolean
  readonly output: string
}

export class LabHost {
  /** The name in checks; empty for the host. */
  readonly suffix: string
  readonly name: string
  private readonly prefix: readonly string[]

  constructor(name: string, prefix: readonly string[] = []) {
    this.name = name
    this.suffix = name === '' ? '' : ` in ${name}`
    this.prefix = prefix
  }

  /** Runs a program inside to its end. */
  run(words: string): Outcome {
    const [program = '', ...rest] = [...this.prefix, ...words.split(' ')]
    const { status, stdout, stderr } = spawnSync(program, rest, { encoding: 'utf8' })
    return { ok: status === 0, output: stdout + stderr }
  }

  /** The JSON output of a program; empty if it fails or prints nothing. */
  json<T>(words: string): T[] {
    const { ok, output } = this.run(words)
    return ok && output.trim() !== ''
      ? (JSON.parse(output) as T[]).filter((row) => Object.keys(row as object).length > 0)
      : []
  }

  links(selection = ''): LinkRow[] {
    return this.json(`ip -d -j link show ${selection}`.trim())
  }

  link(dev: string): LinkRow | undefined {
    return this.links(`dev ${dev}`)[0]
  }

  addresses(dev: string, family: 4 | 6 = 4): AddressRow[] {
    return this.json<{ addr_info: AddressRow[] }>(`ip -j -${family} addr show dev ${dev}`).flatMap(({ addr_info }) =>
      addr_info.filter(({ local }) => local !== undefined),
    )
  }

  routes(selection = ''): RouteRow[] {
    return this.json(`ip -j -4 route show ${selection}`.trim())
  }
}

export const host = new LabHost('')
/** The network beyond the uplink. */
export const internet = new LabHost('the internet', ['nsenter', '--net=/run/internet'])
export const named = (name: string): LabHost => new LabHost(name, ['nsenter', `--net=/run/netns/${name}`])

/** The namespace of the process whose ID is in /run/lab. */
export const container = (name: string): LabHost => {
  const pid = readFileSync(`/run/lab/${name}.pid`, 'utf8').trim()
  return new LabHost(name, ['nsenter', `--net=/proc/${pid}/ns/net`])
}
