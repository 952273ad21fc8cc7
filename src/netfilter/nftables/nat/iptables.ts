/** Masquerading and published ports as iptables-nft writes them: rules of table `ip nat` with xtables targets. */
import { encode } from '../../../netlink/codec/encode/encode.ts'
import { EncodeError } from '../../../netlink/codec/errors.ts'
import { formatHex } from '../../../netlink/codec/text/format.ts'
import { counter, dnat, field } from '../statements/builders.ts'
import type { Statement } from '../statements/types.ts'
import { natRange2, natRange4 } from '../tables/xtables.ts'
import type { Masquerade, PublishedPort } from './inputs.ts'
import type { Line, NatTable } from './lines.ts'
import { familyOfSource, leaving } from './lines.ts'

/** The table of `iptables -t nat` with all its chains. iptables-nft adds each of them when a rule needs it. */
export const IPTABLES: NatTable = {
  family: 'ip',
  table: 'nat',
  chains: [
    { name: 'PREROUTING', type: 'nat', hook: 'prerouting', priority: -100, policy: 'accept' },
    { name: 'INPUT', type: 'nat', hook: 'input', priority: 100, policy: 'accept' },
    { name: 'OUTPUT', type: 'nat', hook: 'output', priority: -100, policy: 'accept' },
    { name: 'POSTROUTING', type: 'nat', hook: 'postrouting', priority: 100, policy: 'accept' },
  ],
}

/** XT_ALIGN: the size of a target's struct is a multiple of eight bytes. */
const info = (bytes: Uint8Array): string => formatHex(bytes).padEnd(Math.ceil(bytes.length / 8) * 16, '0')

export const iptablesMasquerade = (how: Masquerade): Line => {
  const { source } = how
  if (familyOfSource(source) !== 'ip') throw new EncodeError('source', 'an IPv4 prefix', source)
  const range = encode(natRange4, { rangesize: 1, flags: [], minIp: '0.0.0.0', maxIp: '0.0.0.0', min: 0, max: 0 })
  const target: Statement = { extension: 'target', name: 'MASQUERADE', rev: 0, info: info(range) }
  return { chain: 'POSTROUTING', statements: [field('ip saddr')(source), ...leaving(how), counter(), target] }
}

const PROTOCOLS = { tcp: 6, udp: 17, sctp: 132 }

export const iptablesPublish = ({ protocol, port, to }: PublishedPort): Line => {
  const { nat } = dnat(to)
  const address = String(nat.address)
  if (nat.family !== 'ip') throw new EncodeError('to', 'an IPv4 address', to)
  const bytes = Uint8Array.from([...address.split('.').map(Number), ...new Array(12).fill(0)])
  const number = Number(nat.port ?? 0)
  const range = encode(natRange2, {
    flags: nat.port === undefined ? ['map-ips'] : ['map-ips', 'proto-specified'],
    minAddr: bytes,
    maxAddr: bytes,
    minProto: number,
    maxProto: number,
    baseProto: 0,
  })
  const target: Statement = { extension: 'target', name: 'DNAT', rev: 2, info: info(range) }
  const statements = [field(`${protocol} dport`)(port), counter(), target]
  return { chain: 'PREROUTING', statements, compat: PROTOCOLS[protocol], port: `${protocol}/${port}` }
}
