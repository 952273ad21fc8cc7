/** Encodes numbers, flags and bytes. */
import { EncodeError } from '../errors.ts'
import { copy } from '../fast/pool.ts'
import type { Bool, Flag, Identifier, Scalar } from '../node.ts'
import { identify, limits } from './checks.ts'
import type { Output } from './output.ts'

export const writeScalar = (output: Output, node: Scalar, value: unknown, path: string): void => {
  if (typeof value === 'boolean') return writeScalar(output, node, value ? 1 : 0, path)
  const { size, signed, order } = node
  const { low, high } = limits(size, signed)
  const whole = typeof value === 'bigint' || Number.isSafeInteger(value)
  if (!whole || (value as number | bigint) < low || (value as number | bigint) > high)
    throw new EncodeError(path, `an integer from ${low} to ${high}`, value)
  const little = order === 'host' && output.little
  const at = output.reserve(size)
  if (size === 1) output.view.setUint8(at, Number(value))
  else if (size === 2) output.view.setUint16(at, Number(value), little)
  else if (size === 4) output.view.setUint32(at, Number(value), little)
  else output.view.setBigUint64(at, BigInt(value as number | bigint), little)
}

/** The numbers 0 and 1 are accepted as well. */
export const writeBool = (output: Output, { scalar }: Bool, value: unknown, path: string): void => {
  if (typeof value !== 'boolean' && value !== 0 && value !== 1) throw new EncodeError(path, 'true or false', value)
  writeScalar(output, scalar, value, path)
}

/** `ending`: the bytes of the identifier that the value was decoded from. */
export const writeIdentifier = (
  output: Output,
  node: Identifier,
  value: unknown,
  path: string,
  ending?: Uint8Array,
): void => {
  const start = output.at
  writeScalar(output, { type: 'scalar', size: 8, signed: false, order: node.order }, identify(node, value, path), path)
  // Two identifiers may have the same word.
  if (ending !== undefined && wordOf(node, ending, output.little) === value) copy(ending, 0, 8, output.bytes, start)
}

const wordOf = ({ order, words }: Identifier, bytes: Uint8Array, little: boolean): string | undefined => {
  const number = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, order === 'host' && little)
  return words?.get(`0x${number.toString(16)}`)
}

/** `ending`: the byte as which the flag was reported. */
export const writeFlag = (
  output: Output,
  node: Flag<boolean>,
  value: unknown,
  path: string,
  ending?: Uint8Array,
): void => {
  if (node.reported === true && isReportedAs(ending, value)) return output.append(ending)
  if (value !== true) throw new EncodeError(path, 'true (leave it out for false)', value)
}

/** Whether a flag was decoded from a byte and its value has not changed. */
export const isReportedAs = (ending: Uint8Array | undefined, value: unknown): ending is Uint8Array =>
  ending?.length === 1 && (ending[0] !== 0) === value

export const writeBytes = (output: Output, value: unknown, size: number | undefined, path: string): void => {
  if (!(value instanceof Uint8Array)) throw new EncodeError(path, 'bytes (a Uint8Array)', value)
  if (size !== undefined && value.length !== size) throw new EncodeError(path, `${size} bytes`, value)
  output.append(value)
}
