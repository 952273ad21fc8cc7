/** Messages as test cases: the bytes, and the value that they have. */
import { formatHex } from '../../netlink/codec/text/format.ts'
import { NLMSG_HDRLEN } from '../../netlink/protocol/header.ts'
import type { Captured } from '../captured.ts'
import { arrayParts, toJson } from '../json.ts'
import { messageOf } from '../nlmsghdr.ts'
import { visible } from '../terminal.ts'
import type { Decoded, Form } from './form.ts'
import { originOf, titleOf } from './form.ts'
import { sourceText } from './source-text.ts'

const caseOf = ({ captured, described }: Decoded): object => ({
  type: described?.name ?? described?.header.type,
  ...originOf({ ...captured, datagram: { ...captured.datagram, time: undefined, socket: undefined } }, undefined),
  hex: formatHex(captured.bytes),
  value: described?.value,
  problems: described?.problems.length === 0 ? undefined : described?.problems,
})

/** An array of `{ type, protocol, direction, hex, value, problems }`. */
export const jsonFixture: Form = {
  message: (decoded) => arrayParts.before(decoded.number - 1) + toJson(caseOf(decoded)),
  end: arrayParts.end,
}

const PRELUDE = `import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decode, messageTypes } from 'rtnl/codec'
`

const ROUTE = 0

/** The table of a message, if programs can import it. */
const tableOf = ({ bytes, whole, order, protocol = ROUTE }: Captured): string | undefined => {
  const known = whole && protocol === ROUTE ? messageOf(bytes, order, ROUTE) : undefined
  return known && `messageTypes.${known.name}`
}

/** Tests for node:test. Messages without a table that programs can import are comments. */
export const typeScriptFixture: Form = {
  message: (decoded) => {
    const { captured, number, described } = decoded
    const prelude = number === 1 ? PRELUDE : ''
    const title = visible(titleOf(decoded).join(' '))
    const table = tableOf(captured)
    if (table === undefined || described?.value === undefined) return `${prelude}\n// ${title}: no test\n`
    const hex = formatHex(captured.bytes.subarray(NLMSG_HDRLEN))
    return [
      `${prelude}`,
      `test(${sourceText(`${described.name} ${number}`)}, () => {`,
      `  const payload = Buffer.from('${hex}', 'hex')`,
      `  assert.deepEqual(decode(${table}.node, payload, { order: '${captured.order}' }), ${sourceText(described.value, '  ')})`,
      '})',
      '',
    ].join('\n')
  },
  end: () => '',
}
