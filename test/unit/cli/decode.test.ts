import t from 'tap'
import { hex, toHex } from '../../hex.ts'
import type { World } from './world.ts'
import { run, Sink } from './world.ts'

/** `ip link add br0 type bridge`. */
const NEWLINK =
  '38000000 1000 0506 6f81016b 00000000 00000000 00000000 00000000 00000000' +
  ' 0800 0300 62723000 1000 1200 0a00 0100 627269646765 0000'
const NEWLINK_TREE = [
  '    0                           struct nlmsghdr',
  '    0  38 00 00 00                nlmsg_len                        56',
  '    4  10 00                      nlmsg_type                       16 (RTM_NEWLINK)',
  '    6  05 06                      nlmsg_flags                      NLM_F_REQUEST NLM_F_ACK NLM_F_EXCL NLM_F_CREATE',
  '    8  6f 81 01 6b                nlmsg_seq                        1795260783',
  '   12  00 00 00 00                nlmsg_pid                        0',
  '   16                           struct ifinfomsg',
  '   16  00                         ifi_family                       unspec (AF_UNSPEC)',
  '   17  00                         (padding)',
  '   18  00 00                      ifi_type                         netrom (ARPHRD_NETROM)',
  '   20  00 00 00 00                ifi_index                        0',
  '   24  00 00 00 00                ifi_flags                        none',
  '   28  00 00 00 00                ifi_change                       none',
  '   32  08 00 03 00 62 72 30 00  IFLA_IFNAME                        "br0"',
  '   40  10 00 12 00              IFLA_LINKINFO',
  '   44  0a 00 01 00 62 72 69 64    IFLA_INFO_KIND                   "bridge"',
  '   52  67 65',
  '   54  00 00                      (padding)',
].join('\n')

const tree = (title: string): string => `${title}\n${NEWLINK_TREE}\n`
const decode = (stdin: string | Uint8Array, ...argv: string[]) => run(['decode', '--le', ...argv], { stdin })
const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replace(/\s/g, ''), 'hex'))
const message = bytesOf(NEWLINK)

const u16 = (value: number): string => Buffer.from([value & 255, value >> 8]).toString('hex')

/** A message with its payload; the length is computed. */
const nlmsg = (type: number, flags: number, payload = ''): string => {
  const hex = payload.replace(/\s/g, '')
  const length = 16 + hex.length / 2
  return `${u16(length & 0xffff)}${u16(length >>> 16)} ${u16(type)} ${u16(flags)} 01000000 67120000 ${hex}`
}

/** An attribute with its value, length and padding. */
const nla = (type: number, value: string): string => {
  const hex = value.replace(/\s/g, '')
  return u16(4 + hex.length / 2) + u16(type) + hex.padEnd(Math.ceil(hex.length / 8) * 8, '0')
}
const text = (value: string): string => Buffer.from(`${value}\0`).toString('hex')

/** struct ifinfomsg of a request, and attributes. */
const newlink = (attributes: string): string => nlmsg(16, 0, '00'.repeat(16) + attributes)

/** The line layout that xxd and hexdump have in common. */
const rows = (bytes: Uint8Array): [number, string[]][] =>
  Array.from({ length: Math.ceil(bytes.length / 16) }, (_, row) => [
    row * 16,
    [...bytes.subarray(row * 16, row * 16 + 16)].map((byte) => byte.toString(16).padStart(2, '0')),
  ])

const xxd = (bytes: Uint8Array): string =>
  rows(bytes)
    .map(
      ([at, hex]) =>
        `${at.toString(16).padStart(8, '0')}: ${hex
          .join('')
          .replace(/(.{4})/g, '$1 ')
          .padEnd(41)} ${'.'.repeat(16)}`,
    )
    .join('\n')

const straced = (bytes: Uint8Array): string =>
  rows(bytes)
    .map(([at, hex]) => {
      const area = `${hex.slice(0, 8).join(' ').padEnd(23)}  ${hex.slice(8).join(' ').padEnd(23)}`
      return ` | ${at.toString(16).padStart(5, '0')}  ${area}  ${'.'.repeat(16)} |`
    })
    .join('\n')

t.test('a message as an annotated tree', async (t) => {
  const { code, stdout, stderr } = await decode(NEWLINK)
  t.equal(stdout, tree('RTM_NEWLINK  (1, 56 bytes)'))
  t.same([code, stderr], [0, ''])
})

t.test('the same from binary input, from a file, and from every kind of dump', async (t) => {
  const expected = tree('RTM_NEWLINK  (1, 56 bytes)')
  const hexdump = rows(message).map(
    ([at, hex]) => `${at.toString(16).padStart(8, '0')}  ${hex.join(' ')}  |................|`,
  )
  const forms: { readonly [name: string]: string | Uint8Array } = {
    bytes: message,
    xxd: xxd(message),
    'hexdump -C': `${hexdump.join('\n')}\n00000038\n`,
    'strace -e write': `sendmsg(3, {msg_name={...}}, 0) = 56\n * 56 bytes in buffer 0\n${straced(message)}\n+++ exited with 0 +++\n`,
    'C source':
      `/* nothing */ `.replace(/.*/, '// a request\n') +
      [...message].map((byte) => `0x${byte.toString(16)}`).join(', '),
    'escaped text': `"${[...message].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')}";`,
    'lines of any length': `# a request\n${NEWLINK.replaceAll(' ', '\r\n')}`,
  }
  for (const [name, form] of Object.entries(forms))
    t.equal((await decode(form)).stdout.replace(', sent', ''), expected, name)
  const paths: string[] = []
  const readFile = async function* (path: string) {
    paths.push(path)
    yield message
  }
  t.equal((await run(['decode', '--le', 'message.bin'], { readFile })).stdout, expected)
  t.same(paths, ['message.bin'])
})

t.test('rows that hexdump omitted', async (t) => {
  const bytes = new Uint8Array(96)
  bytes.set([96, 0, 0, 0, 0x63])
  const [first = '', ...rest] = rows(bytes).map(
    ([at, hex]) => `${at.toString(16).padStart(8, '0')}  ${hex.join(' ')} |.|`,
  )
  const { stdout } = await decode([first, rest[0], '*', '00000060', ''].join('\n'))
  t.match(stdout, /^type 99 {2}\(1, 96 bytes\)/)
})

t.test('several messages: in one datagram, in separate lines, in blocks', async (t) => {
  const done = '14000000 0300 0200 01000000 67120000 00000000'
  const forms: { readonly [name: string]: string | Uint8Array } = {
    datagram: bytesOf(NEWLINK + done),
    lines: `${NEWLINK}\n${done}\n`,
    paragraphs: `${NEWLINK.slice(0, 50)}\n${NEWLINK.slice(50)}\n\n\n${done}`,
    strace: `${straced(message)}\nrecvmsg(3, ...) = 20\n${straced(bytesOf(done))}\n`,
  }
  for (const [name, form] of Object.entries(forms)) {
    const { code, stdout } = await decode(form)
    t.equal(code, 0, name)
    const plain = stdout.replace(', received', '')
    t.ok(plain.startsWith(`${tree('RTM_NEWLINK  (1, 56 bytes)')}\nNLMSG_DONE  (2, 20 bytes)\n`), name)
    t.match(stdout, /\n {3}16 {2}00 00 00 00 {14}error +0\n$/, name)
  }
  const odd = bytesOf(`12000000 6300 0000 00000000 00000000 0102`)
  const lines = `${Buffer.from(odd).toString('hex')}\n${NEWLINK}`
  t.match((await decode(lines)).stdout, /^type 99 {2}\(1, 18 bytes\)/, 'a length that is no multiple of four')
})

t.test('refusals are explained: errno, request, extended acknowledgement', async (t) => {
  const reported = nla(1, text('no such thing')) + nla(2, '2c000000') + nla(5, '03000000')
  const { code, stdout } = await decode(nlmsg(2, 0x300, `edffffff 38000000 1000 0506 6f81016b 00000000 ${reported}`))
  t.equal(code, 0)
  t.equal(
    stdout,
    [
      'NLMSG_ERROR  (1, 72 bytes)',
      '    0                           struct nlmsghdr',
      '    0  48 00 00 00                nlmsg_len                        72',
      '    4  02 00                      nlmsg_type                       2 (NLMSG_ERROR)',
      '    6  00 03                      nlmsg_flags                      NLM_F_CAPPED NLM_F_ACK_TLVS',
      '    8  01 00 00 00                nlmsg_seq                        1',
      '   12  67 12 00 00                nlmsg_pid                        4711',
      '   16  ed ff ff ff              error                              -19 (ENODEV: No such device)',
      '   20                           struct nlmsghdr',
      '   20  38 00 00 00                nlmsg_len                        56',
      '   24  10 00                      nlmsg_type                       16 (RTM_NEWLINK)',
      '   26  05 06                      nlmsg_flags                      NLM_F_REQUEST NLM_F_ACK NLM_F_EXCL NLM_F_CREATE',
      '   28  6f 81 01 6b                nlmsg_seq                        1795260783',
      '   32  00 00 00 00                nlmsg_pid                        0',
      '   36  12 00 01 00 6e 6f 20 73  NLMSGERR_ATTR_MSG                  "no such thing"',
      '   44  75 63 68 20 74 68 69 6e',
      '   52  67 00',
      '   54  00 00                    (padding)',
      '   56  08 00 02 00 2c 00 00 00  NLMSGERR_ATTR_OFFS                 44',
      '   64  08 00 05 00 03 00 00 00  NLMSGERR_ATTR_MISS_TYPE            3',
      '',
      '  asked      add link',
      '  request    only its header is known; capture the request too for a full explanation',
      '  answer     ENODEV (19): No such device',
      '  kernel     no such thing',
      '  at fault   byte 44',
      '  missing    ifname',
      '  hint       The kernel looks for links in the network namespace of the socket, unless the request',
      '             names another one.',
      '',
    ].join('\n'),
  )
})

t.test('a refusal with the whole request shows it', async (t) => {
  const refusal = nlmsg(2, 0, `efffffff ${NEWLINK}`)
  const { stdout } = await decode(refusal)
  t.match(stdout, /error +-17 \(EEXIST: File exists\)/)
  t.match(stdout, /\n {3}52 {2}08 00 03 00 62 72 30 00 {2}IFLA_IFNAME +"br0"\n/)
  const { stdout: json } = await decode(refusal, '--json')
  const request = { name: 'RTM_NEWLINK', value: { ifname: 'br0' } }
  t.match(JSON.parse(json)[0].value, { error: -17, code: 'EEXIST', request })
  const faulty = await decode(nlmsg(2, 0, `efffffff ${newlink(nla(4, '05'))}`), '--json')
  t.equal(faulty.code, 3)
  t.match(JSON.parse(faulty.stdout)[0].problems, [{ path: 'mtu', offset: 56, message: '1 bytes, expected 4' }])
})

t.test('an acknowledgement has only the header', async (t) => {
  const { code, stdout } = await decode(
    '24000000 0200 0001 01000000 67120000 00000000 38000000 6300 0500 01000000 00000000',
    '--json',
  )
  t.equal(code, 0)
  t.same(JSON.parse(stdout), [
    {
      name: 'NLMSG_ERROR',
      header: { len: 36, type: 2, flags: ['NLM_F_CAPPED'], seq: 1, pid: 4711 },
      value: {
        error: 0,
        request: { header: { len: 56, type: 99, flags: ['NLM_F_REQUEST', 'NLM_F_ACK'], seq: 1, pid: 0 } },
      },
      problems: [],
    },
  ])
})

t.test('control messages that are short, or shorter than their length field', async (t) => {
  const short = await decode(nlmsg(3, 2))
  t.same([short.code, short.stdout.split('\n').length], [0, 8])
  t.match((await decode(nlmsg(3, 2, '0102'))).stdout, /payload +no table for messages of type 3/)
  const longer = await decode(nlmsg(2, 0, 'ffffffff 0102'))
  t.match(longer.stdout, /error +-1 \(EPERM: .*\n.*payload +not announced by NLM_F_ACK_TLVS/)
  const reported = await decode(nlmsg(3, 0x202, `00000000 ${nla(1, text('end'))}`))
  t.match(reported.stdout, /NLMSGERR_ATTR_MSG +"end"/)
})

t.test('the meaning of flags depends on the verb', async (t) => {
  const flags = async (type: string, word: string) => {
    const { stdout } = await decode(`10000000 ${type}00 ${word} 01000000 00000000`)
    return /nlmsg_flags +(.*)/.exec(stdout)?.[1]
  }
  t.equal(await flags('12', '0103'), 'NLM_F_REQUEST NLM_F_DUMP')
  t.equal(await flags('12', '0105'), 'NLM_F_REQUEST NLM_F_ROOT NLM_F_ATOMIC')
  t.equal(await flags('18', '050d'), 'NLM_F_REQUEST NLM_F_ACK NLM_F_REPLACE NLM_F_CREATE NLM_F_APPEND')
  t.equal(await flags('19', '0103'), 'NLM_F_REQUEST NLM_F_NONREC NLM_F_BULK')
  t.equal(await flags('13', '0100'), 'NLM_F_REQUEST')
  t.equal(await flags('13', '0180'), 'NLM_F_REQUEST 0x8000')
  t.equal(await flags('18', '1200'), 'NLM_F_MULTI NLM_F_DUMP_INTR')
  t.equal(await flags('01', '0000'), 'none')
  // in other subsystems it follows from their name
  const ofNft = async (type: string, word: string) => {
    const { stdout } = await decode(`14000000 ${type}0a ${word} 01000000 00000000 00000000`)
    return /^(NFT_\w+)[\s\S]*nlmsg_flags +(.*)/.exec(stdout)?.slice(1).join(': ')
  }
  t.equal(await ofNft('07', '0103'), 'NFT_MSG_GETRULE: NLM_F_REQUEST NLM_F_DUMP')
  t.equal(await ofNft('08', '0101'), 'NFT_MSG_DELRULE: NLM_F_REQUEST NLM_F_NONREC')
  t.equal(await ofNft('06', '010c'), 'NFT_MSG_NEWRULE: NLM_F_REQUEST NLM_F_CREATE NLM_F_APPEND')
})

t.test('bytes that do not fit are shown as such: exit code 3', async (t) => {
  const attributes = `${nla(4, '61')} ${nla(255, '01020304')} ${nla(13, '05000000')} ${nla(13, '06000000')}`
  const { code, stdout, stderr } = await decode(newlink(`${attributes} 09000000 00000000`))
  t.equal(code, 3)
  t.equal(stderr, 'rtnl-dump: 1 of 1 messages could not be read in full\n')
  t.same(stdout.split('\n').slice(14), [
    '   32  05 00 04 00 61           IFLA_MTU                           ! 1 bytes, expected 4',
    '   37  00 00 00                 (padding)',
    '   40  08 00 ff 00 01 02 03 04  attribute 255                      ! no such attribute known',
    '   48  08 00 0d 00 05 00 00 00  IFLA_TXQLEN                        5',
    '   56  08 00 0d 00 06 00 00 00  (not read)                         ! duplicate attribute',
    '   64  09 00 00 00 00 00 00 00',
    '       ! 8 bytes that are no attribute (at byte 64)',
    '',
  ])
})

t.test('two problems at the same byte have a line each', async (t) => {
  const { code, stdout } = await decode(nlmsg(24, 0, `02180000 fe030001 00000000 ${nla(1, '')} 02000000`))
  t.equal(code, 3)
  t.same(stdout.split('\n').slice(-3), [
    '   28  04 00 01 00              RTA_DST                            ! an address has 4 or 16 bytes, not 0',
    '   32  02 00 00 00              (not read)                         ! 4 bytes that are no attribute',
    '',
  ])
})

t.test('a problem that belongs to no line is shown at the end, with its field', async (t) => {
  const inside = `${nla(1, text('veth'))} ${nla(1, text('ifb'))} 09000000`
  const { code, stdout } = await decode(newlink(nla(0x8000 + 18, inside)))
  t.equal(code, 3)
  t.match(stdout, /\n {7}! linkinfo: 4 bytes that are no attribute \(at byte 56\)\n$/)
})

t.test('a header that is too short, a type without a table, bytes that are no message', async (t) => {
  const short = await decode('14000000 1000 0100 01000000 00000000 00000000')
  const asked = await decode('14000000 1200 0103 01000000 00000000 07000000')
  t.equal(asked.code, 0, 'a request that asks may have the family alone')
  t.match(asked.stdout, / 16 {2}07 +rtgen_family +bridge \(AF_BRIDGE\)\n {3}17 {2}00 00 00 +\(padding\)\n$/)
  const byte = await decode('11000000 1600 0103 01000000 00000000 0a')
  t.match(byte.stdout, /struct rtgenmsg\n {3}16 {2}0a +rtgen_family +inet6 \(AF_INET6\)\n$/)
  t.equal(short.code, 3)
  t.match(short.stdout, /\n {3}16 {2}00 00 00 00 {14}payload +! 4 bytes are too few for ifinfomsg \(16\)\n$/)
  const foreign = await decode('14000000 6300 0000 01000000 00000000 0a0b0c0d')
  t.equal(foreign.code, 0)
  t.match(foreign.stdout, /^type 99 .*\n {3}16 {2}0a 0b 0c 0d {14}payload +no table for messages of type 99\n$/s)
  const rest = await decode(`${NEWLINK} ff000000 1000`)
  t.equal(rest.code, 3)
  t.match(
    rest.stdout,
    /\nno message {2}\(2, 6 bytes\)\n {4}0 {2}ff 00 00 00 10 00\n {7}! 6 bytes are too few for struct nlmsghdr \(16\)\n$/,
  )
  const long = await decode('ff000000 1000 0000 00000000 00000000 00000000')
  t.match(long.stdout, /^no message .*\n {3}16 {2}00 00 00 00\n {7}! nlmsg_len says 255 where 20 bytes are left\n$/s)
})

t.test('byte order', async (t) => {
  const big = '00000018 0012 0001 00000001 00000000 00000000 00000007'
  const wrong = await decode(big)
  t.match(wrong.stdout, 'in the other byte order it would fit: try --be')
  t.equal(wrong.code, 3)
  const { code, stdout } = await run(['decode', '--be'], {
    stdin: '00000028 0010 0000 00000001 00000000 00000000 00000007 00000000 00000000 0008 0004 0000ffff',
  })
  t.equal(code, 0)
  t.match(stdout, /ifi_index +7\n/)
  t.match(stdout, /IFLA_MTU +65535\n/)
  t.match((await run(['decode', '--be'], { stdin: NEWLINK })).stdout, 'try --le')
  const { stdout: port } = await decode(nlmsg(28, 0, `07000000 05000000 00000000 ${nla(6, '12b5')}`))
  t.match(port, /NDA_PORT +4789 \(big-endian\)\n/)
})

t.test('values of all kinds, one line each', async (t) => {
  const shown = async (attribute: string) => (await decode(newlink(attribute))).stdout
  t.match(await shown(nla(36, '01')), /IFLA_PHYS_SWITCH_ID +1 byte\n/)
  t.match(await shown(nla(34, '0102')), /IFLA_PHYS_PORT_ID +2 bytes\n/)
  const names = nla(53, text('uplink'))
  t.match(await shown(nla(0x8034, names)), /IFLA_PROP_LIST +NLA_F_NESTED\n.* {4}\[0\] +"uplink"\n/)
  t.match(await shown(nla(0xc034, names)), /IFLA_PROP_LIST +NLA_F_NESTED NLA_F_NET_BYTEORDER\n/)
  t.match(await shown(nla(0x4034, names)), /IFLA_PROP_LIST +NLA_F_NET_BYTEORDER\n/)
  t.match(await shown(nla(3, text('a\u001bb'))), /IFLA_IFNAME +"a\\x1bb"\n/, 'no escape sequence gets through')
  t.match(await shown(nla(16, '63')), /IFLA_OPERSTATE +99\n/, 'a number without a word')
  t.match(await shown(nla(29, '09000000')), /IFLA_EXT_MASK +vf skip_stats\n/)
  const inet6 = nla(0x8000 + 26, nla(0x8000 + 10, nla(8, '01')))
  t.match(await shown(inet6), /IFLA_INET6_ADDR_GEN_MODE +none \(IN6_ADDR_GEN_MODE_NONE\)\n/)
  const nobody = nla(0x8000 + 18, nla(1, text('vxlan')) + nla(0x8002, nla(27, '')))
  t.match(await shown(nobody), /IFLA_VXLAN_GPE +set\n/)
  const { stdout: rule } = await decode(nlmsg(32, 0, `${'00'.repeat(12)} ${nla(23, '0100ffff')}`))
  t.match(rule, /FRA_SPORT_RANGE\n +32 {2}01 00 +start +1\n +34 {2}ff ff +end +65535\n/)
})

t.test('fields without a name in C have the names of this library', async (t) => {
  const rpl = toHex(hex`
    0a 40 00 00  // rtm_family: AF_INET6, rtm_dst_len, rtm_src_len, rtm_tos
    fe 03 00 01  // rtm_table: main, rtm_protocol: boot, rtm_scope, rtm_type: unicast
    00000000     // rtm_flags
    1400 0100 20010db8000d00000000000000000000  // RTA_DST
    3000 1680    // RTA_ENCAP, nested
      2c00 0100  // RPL_IPTUNNEL_SRH
        00 04 03 02  // nexthdr, hdrlen, type, segments_left
        00 000000    // cmpri and cmpre; pad and reserved
        20010db800000000000000000000000b  // the last segment
        20010db800000000000000000000000a  // the first segment
    0600 1500 0800 0000  // RTA_ENCAP_TYPE: LWTUNNEL_ENCAP_RPL, padding
    0800 0400 03000000   // RTA_OIF
  `)
  const { code, stdout } = await decode(nlmsg(24, 0, rpl))
  t.equal(code, 0)
  t.match(stdout, / {2}00 +cmpr +0\n/)
})

t.test('nexthops: structs that contain their own length', async (t) => {
  const hop = `1000 00 01 02000000 ${nla(5, 'c0000203')}`
  const { stdout } = await decode(nlmsg(24, 0, `02180000 fe030001 00000000 ${nla(1, 'c6336400')} ${nla(9, hop)}`))
  t.match(
    stdout,
    [
      '   36  14 00 09 00              RTA_MULTIPATH',
      '   40                             [0] struct rtnexthop',
      '   40  10 00                        rtnh_len                       16',
      '   42  00                           rtnh_flags                     none',
      '   43  01                           rtnh_hops                      1',
      '   44  02 00 00 00                  rtnh_ifindex                   2',
      '   48  08 00 05 00 c0 00 02 03      RTA_GATEWAY                    192.0.2.3',
    ].join('\n'),
  )
})

t.test('invalid input', async (t) => {
  t.same(await decode('hello\nworld').then(({ code, stderr }) => [code, stderr]), [
    2,
    'rtnl-dump: line 1 is no hexadecimal text: "hello"\n',
  ])
  t.equal((await decode('12\n123')).stderr, 'rtnl-dump: line 2 is no hexadecimal text: "123"\n')
  t.match(await decode(''), { code: 2, stderr: 'rtnl-dump: the input is empty\n' })
  for (const none of ['\n\n', '# nothing'])
    t.match(await decode(none), { code: 2, stderr: 'rtnl-dump: the input contains no messages\n' })
  const absent = await run(['decode', '/no/such/file'])
  t.same([absent.code, absent.stderr], [1, "rtnl-dump: ENOENT: no such file or directory, open '/no/such/file'\n"])
})

t.test('JSON', async (t) => {
  const { code, stdout } = await decode(`${NEWLINK}\n\n0102`, '--json')
  t.equal(code, 3)
  t.same(JSON.parse(stdout), [
    {
      name: 'RTM_NEWLINK',
      header: {
        len: 56,
        type: 16,
        flags: ['NLM_F_REQUEST', 'NLM_F_ACK', 'NLM_F_EXCL', 'NLM_F_CREATE'],
        seq: 1795260783,
        pid: 0,
      },
      value: {
        header: { family: 'unspec', type: 'netrom', index: 0, flags: [], change: [] },
        ifname: 'br0',
        linkinfo: { kind: 'bridge' },
      },
      problems: [],
    },
    { bytes: '0102', problems: [{ path: '', offset: 0, message: '2 bytes are too few for struct nlmsghdr (16)' }] },
  ])
  const multicast = `80000000 fe030005 00000000 ${nla(23, 'ffffffffffffff7f')}`
  const stats = await decode(nlmsg(24, 0, multicast), '--json')
  t.match(stats.stdout, '"expires":"9223372036854775807"', 'integers beyond 2^53 are text')
})

/** A number of attributes: every second one is known and too short, or a duplicate; the others are unknown. */
const faulty = (count: number): string => newlink(`${nla(4, '61')} ${nla(0x1ff, '01020304')} `.repeat(count))

/** A veth inside a veth inside a veth, ... */
const nested = (depth: number): string => {
  let inner = ''
  for (let level = 0; level < depth; level++)
    inner = nla(18, nla(1, text('veth')) + nla(2, nla(1, '00'.repeat(16) + inner)))
  return newlink(inner)
}

t.test('a message with thousands of problems is shown completely, each problem once', async (t) => {
  const { code, stdout } = await decode(faulty(2000))
  t.equal(code, 3)
  t.same(stdout.match(/! (duplicate attribute|1 bytes, expected 4|no such attribute known)/g)?.length, 4000)
})

t.test('nests that are too deep are shown as bytes; other messages are decoded', async (t) => {
  const { code, stdout, stderr } = await decode(`${nested(1000)}\n${NEWLINK}`)
  t.match(stdout, /! nested more than 64 levels deep\n/)
  t.match(stdout, /\nRTM_NEWLINK {2}\(2, 56 bytes\)\n/)
  t.same([code, stderr], [3, 'rtnl-dump: 1 of 2 messages could not be read in full\n'])
  t.match(JSON.parse((await decode(nested(1000), '--json')).stdout)[0].problems, [
    { path: /^linkinfo\.data\.peer\.linkinfo/, message: 'nested more than 64 levels deep' },
  ])
  t.match((await decode(nested(20))).stdout, /IFLA_INFO_KIND +"veth"/)
})

/** Processor time in milliseconds. */
const cost = async (call: () => Promise<unknown>): Promise<number> => {
  const before = process.cpuUsage()
  await call()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

t.test('the time is linear', async (t) => {
  const refusal = (seq: number): string => {
    const header = `10000000 1200 0100 ${u16(seq & 0xffff)}${u16(seq >>> 16)} 00000000`
    return `${header}24000000 0200 0001 ${u16(seq & 0xffff)}${u16(seq >>> 16)} 07000000 efffffff ${header}`
  }
  const refusals = (count: number): Uint8Array =>
    bytesOf(Array.from({ length: count }, (_, seq) => refusal(seq)).join(''))
  const cases: readonly (readonly [string, string, (count: number) => Uint8Array])[] = [
    ['decode', 'problems', (count) => bytesOf(faulty(count))],
    ['decode', 'messages', refusals],
    ['explain', 'refusals', refusals],
  ]
  for (const [command, what, make] of cases) {
    const [few, many] = [make(500), make(4000)]
    const read = (stdin: Uint8Array) => cost(() => run([command, '--le'], { stdin }))
    await read(few)
    const [small, large] = [await read(few), await read(many)]
    // for 8 times as much, a quadratic algorithm takes 64 times as long
    t.ok(large < 24 * Math.max(small, 5), `${command}, ${what}: ${small} ms, then ${large} ms`)
  }
})

/** A clock that is 450 ms later each time it is read. */
const clock = (): (() => Date) => {
  let time = Date.UTC(2026, 0, 2)
  return () => {
    time += 450
    return new Date(time)
  }
}

const progressOf = async (stderr: Sink, world: World = {}) => {
  const readFile = async function* () {
    for (let part = 0; part < 5; part++) yield Buffer.concat(Array(1000 * part + 1).fill(message))
  }
  return await run(['decode', '--le', '--json-lines', 'long.bin'], { stderr, now: clock(), readFile, ...world })
}

t.test('progress on stderr, for a terminal that does not get the output', async (t) => {
  const erase = '\u001b[1G\u001b[K'
  const { code, stdout, stderr } = await progressOf(new Sink({ isTTY: true }))
  t.equal(code, 0)
  t.equal(stdout.trimEnd().split('\n').length, 10_005)
  t.equal(
    stderr,
    `${erase}0.2 MB read, 0.1 MB/s${erase}0.3 MB read, 0.2 MB/s${erase}0.6 MB read, 0.2 MB/s${erase}`,
    'the line is gone at the end',
  )
  t.equal((await progressOf(new Sink())).stderr, '', 'no terminal')
  t.equal((await progressOf(new Sink({ isTTY: true }), { env: { TERM: 'dumb' } })).stderr, '')
  t.equal((await progressOf(new Sink({ isTTY: true }), { stdout: new Sink({ isTTY: true }) })).stderr, '')
  t.equal(
    (await run(['decode', '--le'], { stdin: message, stderr: new Sink({ isTTY: true }) })).stderr,
    '',
    'it was quick',
  )
})

t.test('progress on a terminal that goes away', async (t) => {
  const { code, stdout } = await progressOf(new Sink({ isTTY: true, fail: 'EIO' }))
  t.equal(code, 0)
  t.equal(stdout.trimEnd().split('\n').length, 10_005)
})

t.test('progress is erased before an error is printed', async (t) => {
  const readFile = async function* () {
    for (let part = 0; part < 4; part++) yield message
    throw Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO' })
  }
  const { code, stderr } = await progressOf(new Sink({ isTTY: true }), { readFile })
  t.equal(code, 1)
  t.match(stderr, 'MB/s\u001b[1G\u001b[Krtnl-dump: EIO')
})

t.test('a message with millions of attributes', async (t) => {
  const bytes = new Uint8Array(8 << 20)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, bytes.length, true)
  view.setUint16(4, 16, true)
  // empty attributes of a type that no table has
  for (let at = 32; at < bytes.length; at += 4) view.setUint32(at, (4999 << 16) | 4, true)
  const { code, stdout } = await decode(bytes, '--json-lines')
  const { problems } = JSON.parse(stdout.slice(0, stdout.indexOf('\n'))) as { problems: { message: string }[] }
  t.match(
    problems.at(-1)?.message ?? stdout.slice(0, 300),
    /bytes are missing: only the first MiB of a message is read/,
  )
  t.equal(code, 3, 'it was not read in full')
})
