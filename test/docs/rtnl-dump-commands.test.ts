/** docs/rtnl-dump.md: every command is run in the network of the page, and prints what the page shows. */
import t, { type Test } from 'tap'
import { pcapHeader, pcapRecord } from '../../src/capture/pcap-writer.ts'
import { hex } from '../hex.ts'
import { inSandbox } from '../kernel/namespace.ts'
import type { Handled } from './blocks.ts'
import { blocksOf } from './blocks.ts'
import type { Ended } from './console.ts'
import { inShell, watched } from './console.ts'
import { bridged, nft, shell } from './scene.ts'
import { shownIn, withoutVolatile } from './shown.ts'

const PAGE = 'docs/rtnl-dump.md'

/** `RTM_GETLINK` for link 7, as a little-endian and as a big-endian machine sends it. */
const MESSAGE = hex`
  20000000 1200 0100  // nlmsg_len, nlmsg_type: RTM_GETLINK, nlmsg_flags: NLM_F_REQUEST
  01000000 00000000   // nlmsg_seq, nlmsg_pid
  00 00 0000          // ifi_family, padding, ifi_type
  07000000            // ifi_index
  00000000 00000000   // ifi_flags, ifi_change
`
const MESSAGE_BE = hex`
  00000020 0012 0001
  00000001 00000000
  00 00 0000
  00000007
  00000000 00000000
`

/** Setup before the commands under a heading are run. */
const BEFORE: { readonly [heading: string]: () => void } = {
  'In other namespaces': () => shell('ip netns add blue; ip netns add red; ip -n blue link set lo up'),
  netns: () => shell('ip netns set blue 5'),
  nft: () => {
    nft(`
      table inet filter {
        set lan { type ipv4_addr; flags interval; elements = { 10.9.0.0/16, 192.0.2.1 }; }
        chain input {
          type filter hook input priority filter; policy accept;
          ct state established,related accept
          ip saddr @lan tcp dport { 22, 80 } accept comment "our own"
          udp dport 53 drop
        }
      }`)
    shell('iptables-nft -t nat -A PREROUTING -m addrtype --dst-type LOCAL -j ACCEPT')
  },
  'nft trace': () =>
    nft('flush ruleset; table inet f { chain input { type filter hook input priority 0; udp dport 9 drop; }; }'),
  conntrack: () => {
    nft(
      'flush ruleset; table ip n { chain output { type nat hook output priority -100; udp dport 53 dnat to 127.0.0.1:9; }; }',
    )
    shell('sysctl -q net.netfilter.nf_conntrack_acct=1; echo -n xx > /dev/udp/127.0.0.2/53')
  },
}

/** What happens while a command watches. */
const MEANWHILE: { readonly [heading: string]: () => void } = {
  monitor: () =>
    shell('ip address add 192.0.2.9/32 dev lo; ip link set veth1 alias uplink; ip address del 192.0.2.9/32 dev lo'),
  'nft monitor': () => {
    nft('add table ip t; add chain ip t c { type nat hook postrouting priority srcnat; }; add rule ip t c masquerade;')
    shell('iptables-nft -t nat -D PREROUTING -m addrtype --dst-type LOCAL -j ACCEPT')
  },
  'nft trace': () => shell('echo -n x > /dev/udp/127.0.0.1/9'),
}

/** The exit codes of commands whose exit code is a result. */
const CODES: { readonly [command: string]: number } = { 'rtnl-dump diff before.json': 1 }

/** What a monitor prints to stderr when it watches. */
const WATCHING = /^rtnl-dump: watching .*; Ctrl-C ends it\n/

/** Runs a command in a folder, in which it may leave files. */
const follow = async (folder: string, heading: string, command: string, output: string): Promise<Ended> => {
  const happen = MEANWHILE[heading]
  if (happen === undefined || !/monitor|trace/.test(command) || command.startsWith('nft'))
    return inShell(`cd ${folder}; ${command}`)
  return watched(command, output.split('\n').length, async () => happen())
}

const isShown = async (t: Test, block: Handled, folder: string): Promise<void> => {
  BEFORE[block.heading]?.()
  for (const { command, output } of shownIn(block)) {
    const { code, stdout, stderr } = await follow(folder, block.heading, command, output)
    t.equal(withoutVolatile(stdout), withoutVolatile(output), `${PAGE}:${block.line} $ ${command}`)
    t.same([code, stderr.replace(WATCHING, '')], [CODES[command] ?? 0, ''], command)
  }
}

if (inSandbox(t, import.meta.url)) {
  await bridged()
  const folder = t.testdir({})
  for (const block of blocksOf(PAGE, 'console'))
    await t.test(`${block.heading}, line ${block.line}`, (t) => isShown(t, block, folder))

  await t.test('commands without their output', async (t) => {
    const pcap = Buffer.concat([pcapHeader('le'), pcapRecord(MESSAGE, 0, 7n, 'le')])
    const folder = t.testdir({ 'message.bin': MESSAGE, 'of-a-mips.bin': MESSAGE_BE, 'nlmon.pcap': pcap })
    for (const { text, line } of blocksOf(PAGE, 'shell'))
      for (const command of text.split('\n')) {
        const { code, stdout, stderr } = await inShell(`cd ${folder} && ${command}`)
        t.match(stdout, 'RTM_', `${PAGE}:${line} $ ${command}`)
        t.same([code, stderr], [0, ''], command)
      }
  })
}
