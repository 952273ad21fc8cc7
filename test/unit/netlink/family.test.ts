/** Families: the table of a message depends on its protocol, its type, its direction and its own bytes. */
import t from 'tap'
import { families } from '../../../src/families.ts'
import { netfilter } from '../../../src/netfilter/family.ts'
import { attr, attributes, message, string, u8, u16, u32 } from '../../../src/netlink/codec/builders.ts'
import { struct } from '../../../src/netlink/codec/struct.ts'
import { byCommand, byType, defineFamily, messageTypeIn } from '../../../src/netlink/protocol/family.ts'
import { NLM_F_MULTI, NLM_F_REQUEST } from '../../../src/netlink/protocol/header.ts'
import { route } from '../../../src/rtnl/family.ts'

const genlmsghdr = struct('genlmsghdr', { cmd: u8, version: u8, reserved: u16 })
const named = message(genlmsghdr, attributes('CTRL_ATTR_', { familyName: attr(2, string) }))
const described = message(
  genlmsghdr,
  attributes('CTRL_ATTR_', { familyId: attr(1, u16), familyName: attr(2, string), version: attr(3, u32) }),
)

/** nlctrl, whose number is fixed (GENL_ID_CTRL). */
const control = defineFamily({
  name: 'nlctrl',
  protocol: 16,
  lookup: byCommand(
    { CTRL_CMD_GETFAMILY: { command: 3, node: named } },
    { CTRL_CMD_NEWFAMILY: { command: 1, node: described }, CTRL_CMD_GETFAMILY: { command: 3, node: described } },
    16,
  ),
})

/** A family whose number the kernel assigns. */
const assigned = defineFamily({
  name: 'TCP_METRICS',
  protocol: 16,
  lookup: byCommand({ TCP_METRICS_CMD_GET: { command: 1, node: named } }),
})

/** sock_diag(7) has one type for requests and replies, and a table for each. */
const question = message(struct('inet_diag_req_v2', { family: u8, protocol: u8 }), attributes('INET_DIAG_REQ_', {}))
const answer = message(struct('inet_diag_msg', { family: u8, state: u8, timer: u8 }), attributes('INET_DIAG_', {}))
const diag = defineFamily({
  name: 'sock_diag',
  protocol: 4,
  lookup: byType(
    { SOCK_DIAG_BY_FAMILY: { type: 20, node: question } },
    { SOCK_DIAG_BY_FAMILY: { type: 20, node: answer } },
  ),
})

/** A message with a payload that begins with `payload`. */
const bytesOf = (type: number, flags: number, payload: readonly number[], order: 'le' | 'be'): Uint8Array => {
  const bytes = new Uint8Array(16 + payload.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, bytes.length, order === 'le')
  view.setUint16(4, type, order === 'le')
  view.setUint16(6, flags, order === 'le')
  bytes.set(payload, 16)
  return bytes
}

for (const order of ['le', 'be'] as const)
  t.test(`one type in three protocols, ${order}`, async (t) => {
    const bytes = bytesOf(16, NLM_F_REQUEST, [3, 2, 0, 0], order)
    t.equal(messageTypeIn([route], bytes, order)?.name, 'RTM_NEWLINK')
    t.equal(messageTypeIn([netfilter], bytes, order)?.name, 'NFNL_MSG_BATCH_BEGIN')
    t.strictSame(messageTypeIn([control], bytes, order), { name: 'CTRL_CMD_GETFAMILY', node: named })
    t.equal(messageTypeIn(families, bytes, order)?.name, 'RTM_NEWLINK', 'the first family that has it')
    t.equal(messageTypeIn([control, route], bytes, order)?.name, 'CTRL_CMD_GETFAMILY')
  })

t.test('a generic family: the command selects the table; the number is fixed or assigned', async (t) => {
  const asked = (family: typeof control, type: number, command: number) =>
    messageTypeIn([family], bytesOf(type, NLM_F_REQUEST, [command, 1, 0, 0], 'le'), 'le')?.name
  t.equal(asked(control, 16, 3), 'CTRL_CMD_GETFAMILY')
  t.equal(asked(control, 16, 4), undefined, 'a command without a table')
  t.equal(asked(control, 31, 3), undefined, 'a family of another number')
  t.equal(asked(assigned, 31, 1), 'TCP_METRICS_CMD_GET')
  t.equal(asked(assigned, 33, 1), 'TCP_METRICS_CMD_GET', 'the number differs from boot to boot')
  t.equal(messageTypeIn([assigned], bytesOf(31, NLM_F_REQUEST, [], 'le'), 'le'), undefined, 'no header, no command')
})

t.test('replies with other tables than requests', async (t) => {
  const nodeOf = (family: typeof diag, type: number, flags: number, first: number) =>
    messageTypeIn([family], bytesOf(type, flags, [first, 6, 0], 'le'), 'le')?.node
  t.equal(nodeOf(diag, 20, NLM_F_REQUEST, 2), question)
  t.equal(nodeOf(diag, 20, NLM_F_MULTI, 2), answer)
  t.equal(nodeOf(control, 16, NLM_F_REQUEST, 3), named)
  t.equal(nodeOf(control, 16, 0, 3), described)
  t.equal(nodeOf(control, 16, 0, 1), described, 'a notification')
  t.equal(nodeOf(control, 16, NLM_F_REQUEST, 1), undefined, 'no request has this type')
  t.same(diag.messages, [
    { name: 'SOCK_DIAG_BY_FAMILY', node: question },
    { name: 'SOCK_DIAG_BY_FAMILY', node: answer },
  ])
})

t.test('all families', async (t) => {
  t.same(
    families.map(({ name, protocol }) => [name, protocol]),
    [
      ['route', 0],
      ['netfilter', 12],
    ],
  )
  for (const { name, messages } of families) {
    t.ok(messages.length > 30, name)
    t.equal(new Set(messages.map((one) => one.name)).size, messages.length, `${name}: each name once`)
  }
})
