/** Bridges and their ports. */
import type { Checker } from '../checker.ts'
import type { LabHost } from '../lab-host.ts'

/** As the kernel creates it, with Debian's defaults. */
export const isBridge = (check: Checker, labHost: LabHost, dev: string): void => {
  const { info_kind: kind, info_data: data } = labHost.link(dev)?.linkinfo ?? {}
  check.is(
    `${dev}${labHost.suffix} is a bridge with no options of its own`,
    {
      kind,
      stp: data?.['stp_state'],
      priority: data?.['priority'],
      ageing: data?.['ageing_time'],
      delay: data?.['forward_delay'],
    },
    { kind: 'bridge', stp: 0, priority: 32768, ageing: 30_000, delay: 1500 },
  )
}

/** Its ID contains the hardware address of a port, or zeros if it has none. */
export const hasId = (check: Checker, labHost: LabHost, dev: string, mac: string | undefined): void => {
  const id = String(labHost.link(dev)?.linkinfo?.info_data?.['bridge_id'])
  const [priority, bytes = ''] = id.split('.')
  const padded = bytes
    .split(':')
    .map((byte) => byte.padStart(2, '0'))
    .join(':')
  check.is(`the id of ${dev} is 8000.${mac}`, `${priority}.${padded}`, `8000.${mac}`)
}

export const isPort = (check: Checker, labHost: LabHost, dev: string, bridge: string): void => {
  const { master, linkinfo } = labHost.link(dev) ?? {}
  check.is(`${dev}${labHost.suffix} is a port of ${bridge}`, [master, linkinfo?.info_slave_kind], [bridge, 'bridge'])
}

export const portsAre = (check: Checker, labHost: LabHost, bridge: string, ...wanted: string[]): void => {
  const named = (rows: readonly { ifname: string }[]): string[] => rows.map(({ ifname }) => ifname).sort()
  check.is(`the ports of ${bridge} are: ${wanted.join(' ')}`, named(labHost.links(`master ${bridge}`)), wanted)
  const listed = labHost.json<{ ifname: string; master?: string }>('bridge -j link')
  check.is('`bridge link` agrees', named(listed.filter(({ master }) => master === bridge)), wanted)
}
