/** The links that chains and flowtables hang on. */

interface Devices {
  readonly name?: readonly string[] | undefined
  readonly prefix?: readonly string[] | undefined
}

/** By name; `eth*` for all whose names begin so. */
export const devicesOf = ({ name = [], prefix = [] }: Devices = {}): readonly string[] | undefined => {
  const devices = [...name, ...prefix.map((beginning) => `${beginning}*`)]
  return devices.length === 0 ? undefined : devices
}
