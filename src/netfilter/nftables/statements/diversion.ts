/** Statements that send packets to another address, link, socket or program: `tproxy`, `dup`, `fwd`, `queue`. */
import { given } from '../given.ts'
import { familyOfAddress, datatypes as types } from './datatypes.ts'
import type { StatementReader } from './reader.ts'
import { WIDTH } from './register-numbers.ts'
import type { Row } from './row.ts'
import { row, someFlags } from './row.ts'
import { addressPart, addressText, PORT } from './translation.ts'
import type { DupStatement, FwdStatement, QueueStatement, Source, TproxyStatement } from './types.ts'
import type { Part } from './values.ts'
import { sourceText } from './wording.ts'
import type { Writer } from './writer.ts'

const DEVICE: Part = { type: types.iface_index, size: 4 }
/** A queue number, in host order. */
const QUEUE: Part = { type: { ...types.host_integer, size: 2 }, size: 2 }

const partOfAddress = (to: Writer, address: Source, path: string): Part => {
  if (typeof address === 'object') return addressPart(to.context.family)
  return addressPart(familyOfAddress(String(address), path))
}

/** The address in a register: IPv6 if it is a constant of 16 bytes, otherwise of `family`. */
const readAddress = (
  from: StatementReader,
  register: unknown,
  family: string = from.context.family,
): Source | undefined => {
  if (register === undefined) return undefined
  const contents = from.registers.get(register)
  const long = 'value' in contents && contents.value.length === 16
  return from.source(register, [addressPart(long ? 'ip6' : family)])
}
const readDevice = (from: StatementReader, register: unknown): Source | undefined =>
  register === undefined ? undefined : from.source(register, [DEVICE])

const tproxy = row<TproxyStatement>({
  key: 'tproxy',
  expression: 'tproxy',
  write: ({ tproxy: { family, address, port } }, to, path) => {
    const part =
      address === undefined
        ? undefined
        : typeof address === 'object'
          ? addressPart(family)
          : partOfAddress(to, address, `${path}.tproxy.address`)
    const regAddr = part && to.put(address as Source, part, 0, `${path}.tproxy.address`)
    const regPort =
      port === undefined ? undefined : to.put(port, PORT, address === undefined ? 0 : WIDTH, `${path}.tproxy.port`)
    to.add('tproxy', given({ family: family ?? 'unspec', regAddr, regPort }))
  },
  read: ({ family, regAddr, regPort }, from) => {
    const network = family === 'ip' || family === 'ip6' ? family : undefined
    const port = regPort === undefined ? undefined : from.source(regPort, [PORT])
    return { tproxy: given({ family: network, address: readAddress(from, regAddr, network), port }) }
  },
  describe: ({ tproxy: { family, address, port } }) => {
    // an IPv6 address without a port is written in brackets as well, so that no part of it is taken for a port
    const text = addressText(address)(port ?? (typeof address === 'string' && address.includes(':') ? '' : undefined))
    return `tproxy${family === undefined ? '' : ` ${family}`} to ${text.replace(/:$/, '')}`
  },
})

const dup = row<DupStatement>({
  key: 'dup',
  expression: 'dup',
  write: ({ dup: { address, device } }, to, path) => {
    const sregAddr =
      address === undefined
        ? undefined
        : to.put(address, partOfAddress(to, address, `${path}.dup.address`), 0, `${path}.dup.address`)
    const sregDev =
      device === undefined ? undefined : to.put(device, DEVICE, address === undefined ? 0 : WIDTH, `${path}.dup.device`)
    to.add('dup', given({ sregAddr, sregDev }))
  },
  read: ({ sregAddr, sregDev }, from) => ({
    dup: given({ address: readAddress(from, sregAddr), device: readDevice(from, sregDev) }),
  }),
  describe: ({ dup: { address, device } }) => {
    const where = device === undefined ? [] : [sourceText(device, String)]
    return [
      'dup to',
      ...(address === undefined ? where : [sourceText(address, String), ...where.map((one) => `device ${one}`)]),
    ].join(' ')
  },
})

const fwd = row<FwdStatement>({
  key: 'fwd',
  expression: 'fwd',
  write: ({ fwd: { device, family, address } }, to, path) => {
    const sregDev = to.put(device, DEVICE, 0, `${path}.fwd.device`)
    const part =
      address === undefined
        ? undefined
        : addressPart(
            family ?? (typeof address === 'object' ? 'ip' : familyOfAddress(String(address), `${path}.fwd.address`)),
          )
    const sregAddr = part && to.put(address as Source, part, WIDTH, `${path}.fwd.address`)
    const nfproto = part && (part.size === 4 ? 'ip' : 'ip6')
    to.add('fwd', given({ sregDev, sregAddr, nfproto }))
  },
  read: ({ sregAddr, sregDev, nfproto }, from) => {
    const device = readDevice(from, sregDev)
    if (device === undefined) return undefined
    const family = nfproto === 'ip' || nfproto === 'ip6' ? nfproto : undefined
    return { fwd: given({ device, family, address: readAddress(from, sregAddr, family) }) }
  },
  describe: ({ fwd: { device, family, address } }) => {
    const where = sourceText(device, String)
    if (address === undefined) return `fwd to ${where}`
    const network = family ?? (typeof address === 'string' ? familyOfAddress(address) : 'ip')
    return `fwd ${network} to ${sourceText(address, String)} device ${where}`
  },
})

const queue = row<QueueStatement>({
  key: 'queue',
  expression: 'queue',
  write: ({ queue: { num, flags = [] } }, to, path) => {
    if (typeof num === 'object') return to.add('queue', { sregQnum: to.put(num, QUEUE, 0, `${path}.queue.num`), flags })
    const [first = '', last = first] = String(num).split('-')
    to.add('queue', { num: Number(first), total: Number(last) - Number(first) + 1, flags })
  },
  read: ({ num, total, flags, sregQnum }, from) => {
    const first = Number(num ?? 0)
    const count = Number(total ?? 1)
    const plain = count > 1 ? `${first}-${first + count - 1}` : first
    const number = sregQnum === undefined ? plain : from.source(sregQnum, [QUEUE])
    return { queue: given({ num: number, flags: someFlags(flags) as QueueStatement['queue']['flags'] }) }
  },
  describe: ({ queue: { num, flags } }) =>
    `queue${flags === undefined ? '' : ` flags ${flags.join(',')}`} to ${sourceText(num, String)}`,
})

export const diversions: readonly Row[] = [tproxy, dup, fwd, queue]
