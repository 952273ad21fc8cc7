/** Opens sockets of node:dgram in a namespace. */
import type { Socket, SocketType } from 'node:dgram'
import { EncodeError } from '../netlink/codec/errors.ts'
import { handOver } from '../setns/descriptor.ts'
import { limited } from '../setns/limits.ts'
import type { WaitOptions } from '../setns/options.ts'
import { dgram } from './builtin.ts'
import type { Open } from './requests.ts'
import { AF_INET, AF_INET6, checkPort, familyOf, internetAddress, readAddress, SOCK_DGRAM } from './socket-address.ts'
import { checkBoolean, checkCall } from './values.ts'

/** Options of `Netns.createSocket`. */
export interface DatagramOptions extends WaitOptions {
  /** `udp4` or `udp6`. */
  readonly type: SocketType
  /** The address to bind to. Without address and port the kernel binds the socket when something is sent. */
  readonly address?: string | undefined
  /** The port to bind to. 0: the kernel chooses one. Default 0. */
  readonly port?: number | undefined
  /** Sets SO_REUSEADDR. Default false. */
  readonly reuseAddr?: boolean | undefined
  /** Sets SO_REUSEPORT. Default false. */
  readonly reusePort?: boolean | undefined
  /** Sets IPV6_V6ONLY: a `udp6` socket receives no IPv4. Absent: the namespace's sysctl net.ipv6.bindv6only decides. */
  readonly ipv6Only?: boolean | undefined
}

const FLAGS = ['reuseAddr', 'reusePort', 'ipv6Only'] as const
const OPTIONS = [...FLAGS, 'type', 'address', 'port']

const check = (options: DatagramOptions): void => {
  checkCall('Netns.createSocket', options, OPTIONS)
  for (const flag of FLAGS) checkBoolean(options[flag], flag)
  const { type } = options
  if (type !== 'udp4' && type !== 'udp6') throw new EncodeError('type', 'udp4 or udp6', type)
}

/** The address to bind to; undefined if the kernel is to choose it on the first send. */
const addressOf = ({ type, address, port }: DatagramOptions, domain: number): Uint8Array | undefined => {
  if (address === undefined && port === undefined) return undefined
  const bytes = readAddress(address ?? (domain === AF_INET ? '0.0.0.0' : '::'), 'address')
  if (familyOf(bytes) !== domain) throw new EncodeError('address', `an address of ${type}`, address)
  return internetAddress(bytes, checkPort(port ?? 0))
}

export const openDatagram = async (open: Open, options: DatagramOptions): Promise<Socket> => {
  check(options)
  const { type, reuseAddr, reusePort, ipv6Only } = options
  const domain = type === 'udp4' ? AF_INET : AF_INET6
  const address = addressOf(options, domain)
  const numbers = { domain, type: SOCK_DGRAM, protocol: 0, reuseAddress: reuseAddr, reusePort, v6only: ipv6Only }
  const fd = await limited('netns createSocket', options, (signal) => open(numbers, address, signal))
  return handOver(fd, () => {
    const socket = dgram().createSocket(type)
    try {
      // bind with `fd` is synchronous: the socket receives from now on
      return socket.bind({ fd, exclusive: true })
    } catch (error) {
      socket.close()
      throw error
    }
  })
}
