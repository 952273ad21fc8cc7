/** The links that chains and flowtables hang on. */

interface Devices {
  readonly name?: readonly string[] | undefined
  readonly prefix?: readonly string[] | undefined
}

/** A name that ends with an asterisk, as nft tells it from a beginning of names. */
const escaped = (name: string): string => name.replace(/\*$/, '\\*')

/** By name; `eth*` for all whose names begin so, `eth\*` for the one with that name. */
export const devicesOf = ({ name = [], prefix = [] }: Devices = {}): readonly string[] | undefined => {
  const devices = [...name.map(escaped), ...prefix.map((beginning) => `${beginning}*`)]
  return devices.length === 0 ? undefined : devices
}

/** The way back, as the kernel wants it: one alone stands apart from several. */
export const hookDevices = (devices: readonly string[]): { readonly dev?: string; readonly devs?: Devices } => {
  const isPrefix = (device: string): boolean => device.endsWith('*') && !device.endsWith('\\*')
  const name = devices.filter((device) => !isPrefix(device)).map((device) => device.replace(/\\\*$/, '*'))
  const prefix = devices.filter(isPrefix).map((device) => device.slice(0, -1))
  const [only] = name
  if (only !== undefined && devices.length === 1) return { dev: only }
  if (devices.length === 0) return {}
  return { devs: { ...(name.length === 0 ? {} : { name }), ...(prefix.length === 0 ? {} : { prefix }) } }
}
