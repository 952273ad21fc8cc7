/** Decodes numbers, the words for them, and text. */
import type { Bool, Bytes, Enumeration, Flag, Identifier, Scalar, Text } from '../node.ts'
import { addressEnd, formatIpv4, formatIpv6, formatLinkAddress, formatMpls, formatString } from '../text/format.ts'
import type { NodeReader } from './reader.ts'
import { Malformed, wrongLength } from './reader.ts'

export const readScalar = (
  { view, little: hostLittle }: NodeReader,
  { size, signed, order }: Scalar,
  start: number,
  end: number,
): number | bigint => {
  if (end - start !== size) throw wrongLength(size, end - start)
  const little = order === 'host' && hostLittle
  switch (size) {
    case 1:
      return signed ? view.getInt8(start) : view.getUint8(start)
    case 2:
      return signed ? view.getInt16(start, little) : view.getUint16(start, little)
    case 4:
      return signed ? view.getInt32(start, little) : view.getUint32(start, little)
    case 8:
      return signed ? view.getBigInt64(start, little) : view.getBigUint64(start, little)
  }
}

export const readBool = (reader: NodeReader, { scalar }: Bool, start: number, end: number): boolean => {
  const number = readScalar(reader, scalar, start, end)
  if (number !== 0 && number !== 1) throw new Malformed(`a boolean is 0 or 1, not ${number}`)
  return number === 1
}

export const readEnumeration = (reader: NodeReader, node: Enumeration, start: number, end: number): string | number => {
  const number = readScalar(reader, node.scalar, start, end) as number
  return node.words.get(number) ?? number
}

export const readIdentifier = (
  { view, little }: NodeReader,
  { order, words }: Identifier,
  start: number,
  end: number,
): string => {
  if (end - start !== 8) throw wrongLength(8, end - start)
  const text = `0x${view.getBigUint64(start, order === 'host' && little).toString(16)}`
  return words?.get(text) ?? text
}

export const readFlag = ({ bytes }: NodeReader, { reported }: Flag<boolean>, start: number, end: number): boolean => {
  if (reported === true && end - start === 1) return bytes[start] !== 0
  if (end !== start) throw wrongLength(0, end - start)
  return true
}

export const readBytes = ({ bytes }: NodeReader, { size }: Bytes, start: number, end: number): Uint8Array => {
  if (size !== undefined && end - start !== size) throw wrongLength(size, end - start)
  return bytes.slice(start, end)
}

/** Undefined for an empty attribute that the node accepts as no address. */
export const readText = ({ bytes }: NodeReader, node: Text, start: number, end: number): string | undefined => {
  const { format, size, least } = node
  if (size !== undefined && end - start !== size) throw wrongLength(size, end - start)
  const length = end - start
  switch (format) {
    case 'string': {
      let stop = start
      while (stop < end && bytes[stop] !== 0) stop++
      return formatString(bytes, start, stop)
    }
    case 'lladdr':
      return formatLinkAddress(bytes, start, least === undefined ? end : addressEnd(least, bytes, start, end))
    case 'mpls': {
      const labels = length % 4 === 0 && length > 0 ? formatMpls(bytes, start, end) : undefined
      if (labels === undefined) throw new Malformed('not an MPLS label stack')
      return labels
    }
    default:
      if (length === 0 && node.none === true) return undefined
      if (length === 4) return formatIpv4(bytes, start)
      if (length === 16) return formatIpv6(bytes, start)
      throw new Malformed(`an address has 4 or 16 bytes, not ${length}`)
  }
}
