/** Assignments to a field of the packet or to its metadata, as expressions. */
import { EncodeError } from '../../../netlink/codec/errors.ts'
import { datatypes as types } from './datatypes.ts'
import { partOf } from './keys.ts'
import type { Operand } from './operand.ts'
import { operandOf } from './operands.ts'
import { FIRST } from './register-numbers.ts'
import { surroundings } from './surroundings.ts'
import type { Assign, Source } from './types.ts'
import { parseRange } from './values.ts'
import type { Writer } from './writer.ts'

const writePayload = (to: Writer, { load, checksum }: Operand, offset: number, len: number): void => {
  const { base } = load.data
  const sum = checksum === undefined ? { csumType: 'none' } : { csumType: 'inet', csumOffset: checksum.offset }
  // the checksums of TCP and UDP cover the data after their headers as well
  const flags = checksum?.pseudo === true || base === 'inner' ? { csumFlags: ['pseudohdr'] } : {}
  to.add('payload', { sreg: FIRST, base, offset, len, ...sum, ...flags })
}

/** Reads the bytes around a field, changes its bits and writes them back. */
const assignBits = (to: Writer, operand: Operand, source: Source, path: string): void => {
  const { offset, len, bits, shift } = surroundings(operand)
  if (typeof source === 'object') throw new EncodeError(path, 'a value, for a field of less than two bytes', source)
  const { from } = parseRange({ type: operand.type, size: operand.size }, source, to.context.order, path)
  const value = from << shift
  if ((value & ~bits) !== 0n) throw new EncodeError(path, `at most ${bits >> shift}`, source)
  const around: Operand = {
    ...operand,
    type: types.integer,
    size: len,
    load: { name: 'payload', data: { ...operand.load.data, offset, len } },
  }
  const all = (1n << BigInt(len * 8)) - 1n
  to.loadOne(
    {
      operand: { ...around, mask: undefined as never, shift: 0 },
      steps: [
        { op: '&', value: all & ~bits },
        { op: '|', value },
      ],
    },
    0,
  )
  writePayload(to, operand, offset, len)
}

export const writeAssignment = (to: Writer, { set, to: source }: Assign, path: string): void => {
  const operand = operandOf(set, path)
  const { load, mask, size } = operand
  if (load.name === 'payload') {
    const checksummed = operand.checksum !== undefined && load.data['base'] === 'network'
    if (mask !== undefined || (checksummed && size % 2 === 1)) return assignBits(to, operand, source, path)
    to.put(source, partOf({ operand, steps: [] }, false), 0, path)
    return writePayload(to, operand, load.data['offset'] as number, size)
  }
  if (mask !== undefined) throw new EncodeError(path, 'a field of whole bytes', set)
  to.put(source, partOf({ operand, steps: [] }, false), 0, path)
  to.add(load.name, { ...load.data, sreg: FIRST })
}
