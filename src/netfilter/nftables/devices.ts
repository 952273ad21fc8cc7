/** The links of chains and flowtables. */

interface Devices {
  readonly name?: readonly string[] | undefined
  readonly prefix?: readonly string[] | undefined
}

/** A name as text: with a backslash before an asterisk at its end, which otherwise marks a prefix of names. */
const escaped = (name: string): string => name.replace(/\*$/, '\\*')

/** The links as text: `eth*` is a prefix of names, `eth\*` the name with an asterisk. Undefined if there are none. */
export const devicesOf = ({ name = [], prefix = [] }: Devices = {}): readonly string[] | undefined => {
  const devices = [...name.map(escaped), ...prefix.map((beginning) => `${beginning}*`)]
  return devices.length === 0 ? undefined : devices
}

/** The inverse of `devicesOf`. The kernel has separate attributes for one link and for several. */
export const hookDevices = (devices: readonly string[]): { readonly dev?: string; readonly devs?: Devices } => {
  const isPrefix = (device: string): boolean => device.endsWith('*') && !device.endsWith('\\*')
  const name = devices.filter((device) => !isPrefix(device)).map((device) => device.replace(/\\\*$/, '*'))
  const prefix = devices.filter(isPrefix).map((device) => device.slice(0, -1))
  const [only] = name
  if (only !== undefined && devices.length === 1) return { dev: only }
  if (devices.length === 0) return {}
  return { devs: { ...(name.length === 0 ? {} : { name }), ...(prefix.length === 0 ? {} : { prefix }) } }
}
