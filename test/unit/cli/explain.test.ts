import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import t from 'tap'
import { explainRefusal } from '../../../src/cli/explanation.ts'
import { policyWords } from '../../../src/cli/policy-words.ts'
import type { Refusal } from '../../../src/cli/refusals.ts'
import { RefusalFinder } from '../../../src/cli/refusals.ts'
import { summarize } from '../../../src/cli/request-summary.ts'
import { isKernelError, KernelError } from '../../../src/netlink/protocol/errors.ts'
import type { Policy } from '../../../src/netlink/protocol/extack.ts'
import type { MessageName } from '../../../src/rtnl/tables/index.ts'
import { messageTypes } from '../../../src/rtnl/tables/index.ts'
import { encodeMessage, run, Sink } from './world.ts'

interface Recorded {
  readonly asked: string
  readonly message: string
  readonly path?: string
  readonly missing?: string
  readonly request: string
  readonly answer: string
}

const fixture = (name: string): string =>
  readFileSync(new URL(`../../fixtures/explain/${name}`, import.meta.url), 'utf8')
const recorded: readonly Recorded[] = fixture('refusals.jsonl')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line))

const explain = (stdin: string | Uint8Array, ...argv: string[]) => run(['explain', '--le', ...argv], { stdin })
const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replace(/\s/g, ''), 'hex'))
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
/** The capture of a recorded refusal. */
const captured = (what: RegExp): string => {
  const one = recorded.find(({ asked, message }) => what.test(asked) || what.test(message))
  if (one === undefined) throw new Error(`nothing like ${what} was recorded`)
  return `${one.request}\n${one.answer}\n`
}

const u16 = (value: number): string => hexOf(Uint8Array.of(value & 255, value >> 8))
const u32 = (value: number): string => u16(value & 0xffff) + u16(value >>> 16)
const text = (value: string): string => hexOf(Buffer.from(`${value}\0`))

/** A message with its payload. */
const nlmsg = (type: number, flags: number, payload = '', seq = 1, port = 0): string => {
  const hex = payload.replace(/\s/g, '')
  return u32(16 + hex.length / 2) + u16(type) + u16(flags) + u32(seq) + u32(port) + hex
}

const padded = (hex: string): string => hex.padEnd(Math.ceil(hex.length / 8) * 8, '0')

const nla = (type: number, value: string): string => u16(4 + value.length / 2) + u16(type) + padded(value)

/** An NLMSG_ERROR that contains the whole request, and an extended acknowledgement. */
const refusal = (errno: number, request: string, told = ''): string =>
  nlmsg(2, told === '' ? 0 : 0x200, u32(-errno >>> 0) + (told === '' ? request : padded(request) + told))

/** `ip link add vx0 type vxlan`, with an empty nest of options. */
const VXLAN = nlmsg(16, 0x605, '00'.repeat(16) + nla(3, text('vx0')) + nla(18, nla(1, '7678' + '6c616e') + nla(2, '')))
const DUMP = nlmsg(26, 0x301, `02${'00'.repeat(11)}`, 7)
/** The NLMSG_DONE of a refused dump. */
const done = (errno: number, seq: number, port: number): string =>
  nlmsg(3, 0x202, u32(-errno >>> 0) + nla(1, text('no such table')), seq, port)

t.test('a field at fault: its line of the request is marked', async (t) => {
  const { code, stdout, stderr } = await explain(captured(/^RTM_NEWLINK vx0: ERANGE/))
  t.equal(
    stdout,
    [
      'RTM_NEWLINK vx0: ERANGE: VXLAN ID must be lower than 16777216 (linkinfo.data.id)',
      '',
      '  asked      add link vx0 of kind vxlan',
      '  answer     ERANGE (34): Numerical result out of range',
      '  kernel     VXLAN ID must be lower than 16777216',
      '  at fault   linkinfo.data.id (IFLA_VXLAN_ID) at byte 52',
      '  sent       16777216',
      '',
      '       ...',
      '   28  00 00 00 00                ifi_change                       none',
      '   32  1c 00 12 00              IFLA_LINKINFO',
      '   36  0a 00 01 00 76 78 6c 61    IFLA_INFO_KIND                   "vxlan"',
      '   44  6e 00',
      '   46  00 00                      (padding)',
      '   48  0c 00 02 00                IFLA_INFO_DATA',
      '>  52  08 00 01 00 00 00 00 01      IFLA_VXLAN_ID                  16777216',
      '   60  08 00 03 00 76 78 30 00  IFLA_IFNAME                        "vx0"',
      '',
    ].join('\n'),
  )
  t.same([code, stderr], [0, ''])
})

t.test('the policy is shown next to the value that was sent', async (t) => {
  const facts = async (what: RegExp) => (await explain(captured(what))).stdout.split('\n').slice(0, 9).join('\n')
  t.match(
    await facts(/dscp/),
    [
      '  at fault   dscp (FRA_DSCP) at byte 36',
      '  sent       200',
      '  accepted   an unsigned integer of 8 bits, from 0 to 63',
    ].join('\n'),
  )
  t.match(
    await facts(/a-name-of-sixteen-and-more/),
    '  sent       "a-name-of-sixteen-and-more"\n  accepted   text, at most 15 bytes\n',
  )
  t.match(
    await facts(/ERANGE.*\(mtu\)/),
    '  sent       1 byte (00)\n  accepted   an unsigned integer of 32 bits, from 0 to 4294967295\n',
  )
  t.match(await facts(/portRange/), '  sent       { low 9 high 5 }\n', 'a struct')
  const sent = async (capture: string) => JSON.parse((await explain(capture, '--json')).stdout)[0].field.sent
  t.equal(await sent(refusal(22, VXLAN, nla(2, u32(40)))), undefined, 'a nest has no value of its own')
  t.equal(await sent(refusal(22, nlmsg(16, 5, '00'.repeat(16) + nla(4, '')), nla(2, u32(32)))), '0 bytes')
})

t.test('a missing attribute has a line of its own in its nest', async (t) => {
  const { stdout } = await explain(captured(/missing dst/))
  t.match(stdout, /^RTM_GETNEIGH dev 1: EINVAL: Invalid argument \(missing dst\)\n/)
  t.match(stdout, '\n  kernel     no words of its own\n  missing    dst (NDA_DST)\n')
  t.match(stdout, /\n> {2}28 {27}NDA_DST {28}! missing\n$/)

  const told = nla(1, text('no id')) + nla(5, u32(1)) + nla(6, u32(56))
  const nested = await explain(refusal(22, VXLAN, told))
  t.match(nested.stdout, /^RTM_NEWLINK vx0: EINVAL: no id \(missing linkinfo\.data\.id\)\n/)
  t.match(
    nested.stdout,
    '  missing    linkinfo.data.id (IFLA_VXLAN_ID), in linkinfo.data (IFLA_INFO_DATA) at byte 56\n',
  )
  t.match(nested.stdout, /\n {3}56 {2}04 00 02 00 {16}IFLA_INFO_DATA .*\n> {2}60 {31}IFLA_VXLAN_ID {18}! missing\n$/)
  const beside = await explain(refusal(22, VXLAN, nla(5, u32(4)) + nla(6, u32(40))))
  t.match(
    beside.stdout,
    /\n {3}56 .*\n> {2}60 {29}IFLA_INFO_SLAVE_KIND {13}! missing\n$/,
    'in a nest that is not empty',
  )
  const unknown = await explain(refusal(22, VXLAN, nla(5, u32(999))))
  t.match(unknown.stdout, '\n  missing    #999\n')
  t.match(unknown.stdout, /\n> {2}60 {27}attribute 999 +! missing\n$/)
})

t.test('every recorded refusal: the same field as in the KernelError', async (t) => {
  for (const { asked, message, path, missing, request, answer } of recorded) {
    const { code, stdout } = await explain(`${answer}\n${request}`, '--json')
    const [one, ...more] = JSON.parse(stdout)
    t.same(
      { code, more, path: one.field?.path, missing: one.missing?.path, whole: one.whole },
      { code: 0, more: [], path, missing, whole: true },
      asked,
    )
    const tail = /: E[A-Z]+: .*$/.exec(message)?.[0] ?? ''
    t.ok(one.message.endsWith(tail), `${one.message} ends with ${tail}`)
    t.equal(one.request, request)
  }
  const all = await explain(recorded.map(({ request, answer }) => `${request}\n${answer}`).join('\n'), '--json')
  t.equal(JSON.parse(all.stdout).length, recorded.length, 'in one paste')
})

t.test('strace output of several programs', async (t) => {
  const { code, stdout, stderr } = await explain(fixture('strace.txt'))
  t.same([code, stderr], [0, ''])
  t.same(
    stdout.split('\n').filter((line) => /^(RTM| {2}asked| {2}hint|>)/.test(line)),
    [
      'RTM_NEWLINK: ENODEV: No such device',
      '  asked      change link',
      '  hint       Versions of iproute2 begin with this empty request, to learn whether the kernel knows',
      'RTM_NEWLINK x: EINVAL: Invalid source port range (linkinfo.data.portRange)',
      '  asked      add link x of kind vxlan',
      '>  60  08 00 0a 00                  IFLA_VXLAN_PORT_RANGE',
      'RTM_GETROUTE: ENOENT: ipv4: FIB table does not exist',
      '  asked      list routes',
    ],
  )
  t.notMatch(stdout.slice(0, stdout.indexOf('\n\nRTM_NEWLINK x')), 'nlmsghdr', 'a probe is not worth a tree')
  const [call = ''] = fixture('strace.txt')
    .split('\n')
    .filter((line) => line.includes('sendmsg'))
  const bare = await explain(`strace: Process 5 attached\n${call}\n`)
  t.same(
    [bare.code, bare.stderr],
    [2, 'rtnl-dump: these are calls without their bytes; strace prints them with -e read=all -e write=all\n'],
  )
})

t.test('which request a refusal belongs to', async (t) => {
  const asked = async (...messages: string[]) =>
    JSON.parse((await explain(messages.join('\n'), '--json')).stdout).map((one: { asked?: string }) => one.asked)
  const inet6 = DUMP.replace(/02(00){11}$/, `0a${'00'.repeat(11)}`)
  t.same(await asked(DUMP, done(2, 7, 99)), ['list routes'])
  t.same(await asked(done(2, 7, 99), DUMP), ['list routes'], 'after its reply')
  t.same(await asked(DUMP, done(2, 8, 99)), [undefined], 'another number')
  t.same(await asked(nlmsg(26, 0x301, '00'.repeat(12), 7, 98), done(2, 7, 99)), [undefined], 'another port')
  t.same(await asked(nlmsg(18, 0x1, '00'.repeat(16), 7), done(2, 7, 99)), [undefined], 'it was no dump')
  t.same(await asked(nlmsg(16, 0x300, '00'.repeat(16), 7), done(2, 7, 99)), [undefined], 'it was no request')
  const latest = JSON.parse((await explain(`${DUMP}\n${inet6}\n${done(2, 7, 99)}\n${DUMP}`, '--json')).stdout)
  t.equal(latest[0].request, inet6, 'of equal ones the last before the answer')
  const capped = (request: string): string => nlmsg(2, 0x100, u32(-19 >>> 0) + request.slice(0, 32))
  t.same(await asked(VXLAN, capped(VXLAN)), ['add link vx0 of kind vxlan'])
  t.same(await asked(VXLAN.replace('0100000000000000', '0200000000000000'), capped(VXLAN)), ['add link'])
})

t.test('refusals are found while the capture is read', async (t) => {
  const of = (hex: string) => ({ bytes: bytesOf(hex), order: 'le' as const, protocol: 0 })
  const operations = (found: readonly Refusal[]) => found.map(({ error }) => error.operation)
  const finder = new RefusalFinder()
  t.same(operations(finder.add(of(DUMP))), [])
  t.same(operations(finder.add(of(done(2, 7, 99)))), ['RTM_GETROUTE'], 'at once')
  t.same(operations(finder.add(of(done(2, 8, 99)))), [], 'its request may follow')
  t.same(operations(finder.add(of(done(2, 7, 99)))), [], 'the order stays')
  t.same(operations(finder.add(of(nlmsg(26, 0x301, '00'.repeat(12), 8, 99)))), ['RTM_GETROUTE', 'RTM_GETROUTE'])
  t.same(operations(finder.add(of(done(2, 9, 99)))), [])
  t.same(operations(finder.end()), ['a request that was not captured'])

  const small = new RefusalFinder({ requestBytes: 60, waiting: 1 })
  t.same(operations(small.add(of(nlmsg(26, 0x301, '00'.repeat(12), 7, 99)))), [])
  t.same(operations(small.add(of(nlmsg(26, 0x301, '00'.repeat(12), 8, 99)))), [])
  t.same(operations(small.add(of(done(2, 7, 99)))), [], 'it was forgotten')
  const both = ['a request that was not captured', 'RTM_GETROUTE']
  t.same(operations(small.add(of(done(2, 8, 99)))), both, 'and is no longer awaited')
})

t.test('without the request, everything else that is known is shown', async (t) => {
  const { stdout } = await explain(captured(/dscp/).split('\n')[1] ?? '')
  t.equal(
    stdout,
    [
      'RTM_NEWRULE: ERANGE: Error parsing msg',
      '',
      '  asked      add rule',
      '  request    only its header is known; capture the request too for a full explanation',
      '  answer     ERANGE (34): Numerical result out of range',
      '  kernel     Error parsing msg',
      '  at fault   byte 36',
      '  accepted   an unsigned integer of 8 bits, from 0 to 63',
      '',
    ].join('\n'),
  )
  const nothing = await explain(done(2, 7, 99))
  t.equal(
    nothing.stdout,
    [
      'a request that was not captured: ENOENT: no such table',
      '',
      '  asked      unknown: the request was not captured, and the answer does not contain it',
      '  answer     ENOENT (2): No such file or directory',
      '  kernel     no such table',
      '',
    ].join('\n'),
  )
  t.match((await explain(nlmsg(2, 0, u32(-1 >>> 0)))).stdout, /^a request that was not captured: EPERM: /)
  const cut = nlmsg(2, 0, u32(-22 >>> 0) + VXLAN.slice(0, 60))
  t.match((await explain(cut)).stdout, 'only its header is known', 'a truncated copy of the request')
  const short = nlmsg(2, 0x100, u32(-22 >>> 0) + u32(0) + VXLAN.slice(8, 32))
  t.match((await explain(short)).stdout, 'only its header is known', 'an invalid length')
})

t.test('messages without a table are shown as bytes, the one at fault marked', async (t) => {
  const { stdout } = await explain(refusal(95, nlmsg(99, 5, '00112233445566778899'), nla(2, u32(25))))
  t.match(stdout, /^type 99: EOPNOTSUPP: Operation not supported\n\n {2}asked +send a message of type 99\n/)
  t.match(stdout, '\n  at fault   byte 25\n')
  const missing = await explain(refusal(95, nlmsg(99, 5, '00112233'), nla(5, u32(3))))
  t.match(missing.stdout, /^type 99: .* \(missing #3\)\n.*\n> {2}20 {27}attribute 3 +! missing\n$/s)
  t.match(stdout, /\n {3}16 {2}00 11 22 33 44 55 66 77 {2}payload .*\n> {2}24 {2}88 99\n$/)
})

t.test('nothing was refused', async (t) => {
  const acknowledged = nlmsg(2, 0x100, u32(0) + VXLAN.slice(0, 32))
  const { code, stdout, stderr } = await explain(`${VXLAN}\n${acknowledged}\n${nlmsg(3, 2, u32(0))}\n${nlmsg(3, 2)}`)
  t.same([code, stdout, stderr], [0, 'nothing was refused; messages read: 4\n', ''])
  t.equal((await explain(acknowledged, '--json')).stdout, '[]\n')
})

t.test('bytes that are no message are reported, unless all are zeros', async (t) => {
  const zeros = await explain(bytesOf(`${VXLAN}${'00'.repeat(40)}`))
  t.same([zeros.code, zeros.stderr], [0, ''])
  const { code, stdout, stderr } = await explain(bytesOf(`${refusal(1, VXLAN)}010203`))
  t.same([code, stderr], [3, 'rtnl-dump: 1 of 2 pieces of the input are no messages\n'])
  t.match(stdout, /^RTM_NEWLINK vx0: EPERM: /)
  t.equal((await explain('')).code, 2)
})

t.test('request and reply in separate files; byte order', async (t) => {
  const [request = '', answer = ''] = captured(/dscp/).split('\n')
  const readFile = async function* (path: string) {
    yield bytesOf(path === 'request' ? request : answer)
  }
  const { code, stdout } = await run(['explain', '--le', 'request', 'answer'], { readFile })
  t.equal(code, 0)
  t.match(stdout, 'FRA_DSCP')
  const be = '0000002c 0002 0000 00000001 00000000 ffffffff 00000018 0012 0001 00000001 00000000 00000007 00000000'
  t.match((await run(['explain', '--be'], { stdin: be })).stdout, /^RTM_GETLINK: EPERM: .*\n\n {2}asked +get link\n/)
})

t.test('as a document', async (t) => {
  const { stdout } = await explain(captured(/dscp/), '--json')
  const [one] = JSON.parse(stdout)
  const { request, ...rest } = one
  t.equal(request, captured(/dscp/).split('\n')[0])
  t.same(rest, {
    message: 'RTM_NEWRULE from all: ERANGE: Error parsing msg (dscp)',
    operation: 'RTM_NEWRULE',
    target: 'from all',
    asked: 'add rule from all',
    code: 'ERANGE',
    errno: 34,
    meaning: 'Numerical result out of range',
    said: 'Error parsing msg',
    field: { path: 'dscp', constant: 'FRA_DSCP', offset: 36, sent: '200' },
    policy: { type: 'u8', minValueU: '0', maxValueU: '63' },
    accepts: 'an unsigned integer of 8 bits, from 0 to 63',
    wanted: false,
    whole: true,
  })
})

t.test('colours are for terminals; control characters are always escaped', async (t) => {
  const stdout = new Sink({ isTTY: true })
  const { code } = await run(['explain', '--le'], { stdin: captured(/dscp/), stdout })
  t.equal(code, 0)
  t.match(stdout.text, '\u001b[1mRTM_NEWRULE from all: ERANGE: Error parsing msg (dscp)\u001b[22m\n')
  t.match(stdout.text, '\n\u001b[31m>\u001b[39m  36  05 00 19 00')
  t.match((await explain(refusal(1, VXLAN, nla(1, text('a\u001bb'))))).stdout, /kernel {5}a\\x1bb\n/)
})

t.test('an error of the library is explained too', async (t) => {
  const [request = ''] = captured(/dscp/).split('\n')
  const error: unknown = new KernelError({
    errno: 34,
    operation: 'RTM_NEWRULE',
    target: 'priority 5',
    extack: { message: 'no', path: 'dscp', offset: 36 },
    // sockets keep the padding
    request: bytesOf(`${request}000000`),
  })
  if (!isKernelError(error)) return t.fail('no KernelError')
  const { message, target, field, asked, whole, request: sent } = explainRefusal(error, 'le')
  t.same(
    { message, target, field, asked, whole, sent: hexOf(sent) },
    {
      whole: true,
      sent: request,
      message: 'RTM_NEWRULE priority 5: ERANGE: no (dscp)',
      target: 'priority 5',
      field: { path: 'dscp', constant: 'FRA_DSCP', offset: 36, sent: '200' },
      asked: 'add rule from all',
    },
  )
})

const request = (name: MessageName, flags: number, value: object): Uint8Array => {
  const { type, node } = messageTypes[name]
  return bytesOf(nlmsg(type, flags, hexOf(encodeMessage(node, { header: {}, ...value }))))
}

t.test('requests as text', async (t) => {
  const words = (name: MessageName, flags: number, value: object = {}) =>
    summarize(request(name, flags, value), 'le').words
  const CREATE = 0x401
  const kind = { linkinfo: { kind: 'veth' } }
  t.equal(words('RTM_NEWLINK', CREATE | 0x200, { ifname: 'a', ...kind }), 'add link a of kind veth')
  t.equal(words('RTM_NEWLINK', CREATE, { header: { index: 5 }, ifname: 'a' }), 'add or change link a')
  t.equal(words('RTM_NEWLINK', CREATE, { header: { index: 5 } }), 'add or change link 5')
  t.equal(words('RTM_NEWLINK', 1, { header: { index: 5 }, ifname: 'new', ...kind }), 'change link 5')
  t.equal(words('RTM_SETLINK', 1, { header: { index: 5 } }), 'change link 5')
  t.equal(words('RTM_DELLINK', 1, { ifname: 'a' }), 'delete link a')
  t.equal(words('RTM_GETLINK', 1, { altIfname: 'other' }), 'get link other')
  t.equal(words('RTM_GETLINK', 0x301, { header: { index: 5 } }), 'list links')
  t.equal(words('RTM_NEWLINKPROP', 1, { header: { index: 5 } }), 'add other names of link 5')
  t.equal(
    words('RTM_NEWADDR', 1, { header: { family: 'inet', prefixlen: 24 }, local: '192.0.2.1' }),
    'add address 192.0.2.1/24',
  )
  const peer = { header: { family: 'inet', prefixlen: 8, index: 3 }, address: '10.0.0.1' }
  t.equal(words('RTM_DELADDR', 1, peer), 'delete address 10.0.0.1/8 dev 3')
  t.equal(words('RTM_GETADDR', 1), 'get address')
  t.equal(words('RTM_GETADDR', 0x301), 'list addresses')
  t.equal(words('RTM_GETMULTICAST', 0x301), 'list multicast addresses')
  t.equal(words('RTM_GETANYCAST', 0x301), 'list anycast addresses')
  const route = { header: { family: 'inet', dstLen: 8 }, dst: '10.0.0.0' }
  t.equal(words('RTM_NEWROUTE', CREATE | 0x200, { ...route, oif: 4 }), 'add route 10.0.0.0/8 dev 4')
  t.equal(words('RTM_NEWROUTE', CREATE | 0x100, { gateway: '192.0.2.1' }), 'add or replace route default via 192.0.2.1')
  const via = { family: 'inet6', address: 'fe80::1' }
  t.equal(words('RTM_NEWROUTE', CREATE | 0x800, { via }), 'append route default via fe80::1')
  t.equal(words('RTM_NEWROUTE', 0x101, route), 'replace route 10.0.0.0/8')
  const neighbour = { header: { family: 'inet', ifindex: 2 }, dst: '192.0.2.1' }
  t.equal(words('RTM_NEWNEIGH', CREATE, neighbour), 'add or change neighbour 192.0.2.1 dev 2')
  t.equal(words('RTM_DELNEIGH', 1, { lladdr: '02:00:00:00:00:01' }), 'delete neighbour 02:00:00:00:00:01')
  t.equal(words('RTM_NEWRULE', 1, { priority: 5 }), 'add rule priority 5')
  t.equal(
    words('RTM_DELRULE', 1, { header: { family: 'inet', srcLen: 8 }, src: '10.0.0.0' }),
    'delete rule from 10.0.0.0/8',
  )
  t.equal(words('RTM_DELRULE', 1), 'delete rule from all')
  t.equal(words('RTM_NEWNSID', 1, { nsid: 5 }), 'add namespace id nsid 5')
  t.equal(words('RTM_GETNETCONF', 1, { ifindex: 'all' }), 'get network configuration dev all')
  t.equal(words('RTM_NEWADDRLABEL', 0x600, { label: 7 }), 'add addrlabel')
  t.equal(words('RTM_GETADDRLABEL', 0x301), 'list addrlabels')
  for (const name of Object.keys(messageTypes) as MessageName[]) t.notMatch(words(name, 1), 'of type', name)
})

t.test('policies as text', async (t) => {
  const cases: readonly (readonly [Policy, string])[] = [
    [{ type: 'u16', minValueU: 1n, maxValueU: 4094n }, 'an unsigned integer of 16 bits, from 1 to 4094'],
    [{ type: 's32', minValueS: -1n, maxValueS: 5n }, 'a signed integer of 32 bits, from -1 to 5'],
    [{ type: 'u32', mask: 3n }, 'an unsigned integer of 32 bits, only bits of 0x3'],
    [{ type: 'uint' }, 'an unsigned integer of 32 or 64 bits'],
    [{ type: 'sint', maxValueS: 9n }, 'a signed integer of 32 or 64 bits, at most 9'],
    [{ type: 'binary', minLength: 4 }, 'bytes, at least 4 bytes'],
    [{ type: 'binary', minLength: 6, maxLength: 6 }, 'bytes, exactly 6 bytes'],
    [{ type: 'string', maxLength: 15 }, 'text, at most 15 bytes'],
    [{ type: 'nul-string', maxLength: 16 }, 'text that ends with a NUL, at most 16 bytes'],
    [{ type: 'bitfield32', bitfield32Mask: 0x11 }, 'struct nla_bitfield32, only bits of 0x11'],
    [{ type: 'flag' }, 'a flag, which has no value'],
    [{ type: 'nested' }, 'attributes, nested'],
    [{ type: 'nested-array' }, 'an array of nested attributes'],
    [{ type: 'invalid' }, 'nothing: the attribute must not be sent'],
    [{ type: 99 }, 'a value of type 99'],
    [{}, 'a value of an unknown type'],
  ]
  for (const [policy, expected] of cases) t.equal(policyWords(policy), expected)
})

t.test('hints are shown for their refusals only', async (t) => {
  const hint = async (capture: string) => JSON.parse((await explain(capture, '--json')).stdout)[0].hint
  const expected: readonly (readonly [RegExp, RegExp | undefined])[] = [
    [/^RTM_NEWLINK br1: EPERM/, /^Requests that change something need CAP_NET_ADMIN/],
    [/^RTM_NEWLINK br0: EEXIST/, /^With NLM_F_EXCL/],
    [/^RTM_NEWADDR 192.0.2.1.*EEXIST/, undefined],
    [/^RTM_DELLINK nope: ENODEV/, /^The kernel looks for links/],
    [/Unknown device type/, /^The kernel has no driver/],
    [/ENETUNREACH: Nexthop has invalid gateway/, /^The gateway is not directly reachable/],
    [/EINVAL: Nexthop has invalid gateway/, undefined],
    [/Invalid prefix for given/, /must be 0\.$/],
    [/Backward goto/, /greater priority number/],
    [/^RTM_DELROUTE .*ESRCH/, /^A route is deleted only if/],
    [/^RTM_DELRULE .*ENOENT/, /^A rule is deleted only if/],
    [/^RTM_NEWLINK veth1: ESRCH/, undefined],
    [/^RTM_DELNEIGH .*ENOENT/, undefined],
  ]
  for (const [what, words] of expected) {
    const given = await hint(captured(what))
    if (words === undefined) t.equal(given, undefined, String(what))
    else t.match(given, words, String(what))
  }
  const down = nla(1, text('Device for nexthop is not up'))
  t.equal(await hint(refusal(100, nlmsg(24, 0x605, '00'.repeat(12)), down)), 'Set the link up first.')
  t.match(await hint(refusal(16, DUMP)), /^A socket can run one dump at a time/)
  t.equal(await hint(refusal(16, nlmsg(18, 1, '00'.repeat(16)))), undefined, 'that was no dump')
  t.equal(await hint(refusal(17, nlmsg(16, 5, '00'.repeat(16)))), undefined, 'NLM_F_EXCL is not set')
  t.equal(await hint(refusal(1, DUMP)), undefined, 'reading needs no privilege')
})

t.test('damaged captures are explained as far as possible', async (t) => {
  const damage = fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 }))
  const ours = fc.tuple(fc.constantFrom(...recorded), fc.array(damage, { maxLength: 6 }), fc.nat())
  await fc.assert(
    fc.asyncProperty(ours, async ([{ request, answer }, damages, cut]) => {
      const bytes = bytesOf(request + answer)
      for (const [at, value] of damages) bytes[at % bytes.length] = value
      // the zero makes it binary input
      const input = Uint8Array.of(...bytes.subarray(0, cut % 4 === 0 ? cut % bytes.length : undefined), 0)
      const { code, stderr } = await explain(input)
      if (code !== 0 && code !== 3) throw new Error(stderr)
    }),
    { numRuns: 500 },
  )
  t.pass('500 of them')
})
