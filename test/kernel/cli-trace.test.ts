/**
 * `rtnl-dump trace` and `record` of live programs: the field that each refusal is about, and the same messages as tshark and
 * strace see.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { DetectingReader } from '../../src/capture/detect.ts'
import { describeMessage } from '../../src/cli/message.ts'
import { createFile } from '../../src/cli/output-file.ts'
import { startTrace } from '../../src/cli/tracing/strace.ts'
import type { Span } from '../../src/codec.ts'
import type { Result } from '../unit/cli/world.ts'
import { run, Sink } from '../unit/cli/world.ts'
import { dissectedAlike, messagesOf } from './dissected.ts'
import { inNamespace } from './namespace.ts'

const live = { trace: startTrace, createFile }
const trace = (...command: readonly string[]): Promise<Result> => run(['trace', '--', ...command], live)
const has = (program: string): boolean => spawnSync(program, ['--version']).error === undefined
const mayTrace = spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0
const unless = (missing: boolean, why: string): { readonly skip: string | false } => ({ skip: missing ? why : false })

const PYTHON = `
import socket, struct
s = socket.socket(16, 3, 0)
a = lambda t, p: struct.pack('HH', 4 + len(p), t) + p + bytes(-len(p) % 4)
body = bytes(16) + a(3, b'vx7\\0') + a(18, a(1, b'vxlan\\0') + a(2, a(1, struct.pack('I', 99999999))))
s.setsockopt(270, 11, 1)
s.send(struct.pack('IHHII', 16 + len(body), 16, 0x605, 77, 0) + body)
s.recv(65536)
`

const GO = `
package main

import (
	"encoding/binary"
	"syscall"
)

var order = binary.LittleEndian

func attribute(kind uint16, payload []byte) []byte {
	bytes := make([]byte, (4+len(payload)+3)&^3)
	order.PutUint16(bytes, uint16(4+len(payload)))
	order.PutUint16(bytes[2:], kind)
	copy(bytes[4:], payload)
	return bytes
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func main() {
	_, err := syscall.NetlinkRIB(syscall.RTM_GETLINK, syscall.AF_UNSPEC)
	must(err)
	socket, err := syscall.Socket(syscall.AF_NETLINK, syscall.SOCK_RAW, syscall.NETLINK_ROUTE)
	must(err)
	must(syscall.SetsockoptInt(socket, 270, 11, 1))
	data := attribute(2, attribute(1, []byte{0xff, 0xe0, 0xf5, 0x05}))
	info := attribute(18, append(attribute(1, []byte("vxlan\\x00")), data...))
	body := append(append(make([]byte, 32), attribute(3, []byte("vx6\\x00"))...), info...)
	order.PutUint32(body, uint32(len(body)))
	order.PutUint16(body[4:], 16)
	order.PutUint16(body[6:], 0x605)
	order.PutUint32(body[8:], 79)
	must(syscall.Sendto(socket, body, 0, &syscall.SockaddrNetlink{Family: syscall.AF_NETLINK}))
	_, _, err = syscall.Recvfrom(socket, make([]byte, 65536), 0)
	must(err)
}
`

const index = JSON.stringify(fileURLToPath(new URL('../../src/index.ts', import.meta.url)))
const loader = new URL('../typescript.mjs', import.meta.url).href
const NODE = `
const { Rtnl } = await import(${index})
const rtnl = await Rtnl.open()
await rtnl.links.add({ name: 'vx8', kind: 'vxlan', data: { id: 99999999 } }).catch(() => undefined)
await rtnl.links.list()
rtnl.close()
`

const RANGE =
  /< ERANGE \(34\): .*\n +kernel +VXLAN ID must be lower than 16777216\n +at fault +linkinfo\.data\.id \(IFLA_VXLAN_ID\) at byte \d+\n +sent +99999999\n/

if (inNamespace(t, import.meta.url)) {
  t.test('the field that a refusal is about', unless(!mayTrace, 'strace may not trace here'), async (t) => {
    const folder = t.testdir({ 'p.py': PYTHON, 'n.mjs': NODE })
    const vxlan = await trace(...'ip link add vx9 type vxlan id 9 dstport 4789 srcport 9 5'.split(' '))
    t.equal(vxlan.code, 2, 'the exit code of ip')
    t.match(
      vxlan.stdout,
      /> RTM_NEWLINK +add link vx9 of kind vxlan\n.*< EINVAL \(22\): .*\n +kernel +Invalid source port range\n +at fault +linkinfo\.data\.portRange \(IFLA_VXLAN_PORT_RANGE\) at byte 60\n/,
    )
    t.match(vxlan.stdout, /^ip\[\d+\] fd 3 \(route\)\n/)
    const nft = await trace('nft', 'add rule ip nowhere c drop')
    t.match(
      nft.stdout,
      /> NFT_MSG_NEWRULE +add rule nowhere c\n[\s\S]*< ENOENT \(2\): .*\n +at fault +table \(NFTA_RULE_TABLE\) at byte 20\n +sent +"nowhere"\n/,
    )
    const tc = await trace(...'tc qdisc add dev lo parent 7:1 pfifo'.split(' '))
    t.match(tc.stdout, /< ENOENT \(2\): .*\n[\s\S]*kernel +Failed to find specified qdisc\n/)
    const bridge = await trace(...'bridge fdb add 02:00:00:00:00:01 dev lo dst 192.0.2.1'.split(' '))
    t.match(
      bridge.stdout,
      /> RTM_NEWNEIGH +add neighbour 192\.0\.2\.1 dev 1\n.*< EINVAL \(22\): .*\n +kernel +FDB add only supported for Ethernet devices\n/,
    )
    const iptables = await trace(...'iptables-nft -A FORWARD -j NOPE'.split(' '))
    t.match(iptables.stdout, /> NFT_MSG_GETCHAIN +get chain filter NOPE\n.*< ENOENT/)
    t.match((await trace('python3', `${folder}/p.py`)).stdout, RANGE)
    const node = await trace(process.execPath, `--import=${loader}`, '--no-warnings', `${folder}/n.mjs`)
    t.match(node.stdout, RANGE)
    t.match(node.stdout, /> RTM_GETLINK +list links\n.*< 1 RTM_NEWLINK, .*\n.*< end of the list/)
    const blue = await trace('unshare', '-n', 'ip', 'link', 'show', 'lo')
    t.match(blue.stdout, /^ip\[(\d+)\] fd 3 \(route, in namespace unshared by \1\)\n/)
  })

  // built without a C compiler, modules or anything that earlier builds have left
  const noGo = !mayTrace || (process.env['CI'] === undefined && !has('go'))
  t.test('a Go program', unless(noGo, 'Go is not installed, or strace may not trace here'), async (t) => {
    const folder = t.testdir({ 'main.go': GO, cache: {} })
    const env = { ...process.env, GOCACHE: `${folder}/cache`, GO111MODULE: 'off', CGO_ENABLED: '0', GOFLAGS: '' }
    execFileSync('go', ['build', '-o', `${folder}/program`, `${folder}/main.go`], { env })
    const { code, stdout } = await trace(`${folder}/program`)
    t.equal(code, 0)
    t.match(stdout, RANGE)
    t.match(stdout, /> RTM_GETLINK +list links\n.*< 1 RTM_NEWLINK, .*\n.*< end of the list/)
    t.match(stdout, />.* RTM_NEWLINK +add link vx6 of kind vxlan\n/)
  })

  t.test('attached to a process', unless(!mayTrace, 'strace may not trace here'), async (t) => {
    const code = `${PYTHON.replace('s.setsockopt', 'print(flush=True)\ninput()\ns.setsockopt')}\ninput()\n`
    const child = spawn('python3', ['-c', code], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    await new Promise((resolve) => child.stdout.once('data', resolve))
    const stop = new AbortController()
    const attached = async () => {
      const trace = await startTrace({ pid: child.pid as number })
      const log = (async function* () {
        for await (const bytes of trace.log) {
          yield bytes
          if (String(bytes).includes('recvfrom')) setTimeout(() => stop.abort(), 50)
        }
      })()
      // strace attaches before it reads
      setTimeout(() => child.stdin.write('\n'), 100)
      return { ...trace, log }
    }
    const { code: exit, stdout } = await run(['trace', '-p', String(child.pid)], {
      trace: attached,
      interrupted: () => stop.signal,
    })
    t.match(stdout, RANGE, 'the protocol of a socket that was open already')
    t.match(stdout, /^process\[\d+\] fd 3 \(route\)\n/)
    t.equal(exit, 0)
    child.kill()
  })

  t.test('what strace cannot do', unless(!mayTrace, 'strace may not trace here'), async (t) => {
    const nobody = await run(['trace', '-p', '999999999'], live)
    t.same(
      [nobody.code, nobody.stderr],
      [1, 'rtnl-dump: strace: attach: ptrace(PTRACE_SEIZE, 999999999): No such process\n'],
    )
    const { PATH } = process.env
    t.teardown(() => {
      process.env['PATH'] = PATH
    })
    const folder = t.testdir({
      none: {},
      refusing: {
        strace: '#!/bin/sh\necho "strace: ptrace(PTRACE_TRACEME, ...): Operation not permitted" >&2; exit 1\n',
      },
      silent: { strace: '#!/bin/sh\nexit 1\n' },
      old: { strace: '#!/bin/sh\n[ "$1" != --seccomp-bpf ]\n' },
    })
    execFileSync('chmod', ['+x', `${folder}/refusing/strace`, `${folder}/silent/strace`, `${folder}/old/strace`])
    const failure = async (path: string): Promise<string> => {
      process.env['PATH'] = path
      const { code, stderr } = await trace('true')
      t.equal(code, 1)
      return stderr
    }
    t.equal(await failure(`${folder}/none`), 'rtnl-dump: strace is not installed (on Debian: apt-get install strace)\n')
    t.match(await failure(`${folder}/refusing:${PATH}`), /Operation not permitted; tracing needs CAP_SYS_PTRACE/)
    t.equal(await failure(`${folder}/silent:${PATH}`), 'rtnl-dump: strace failed\n')
    t.match(await failure(`${folder}/old`), /^rtnl-dump: mkfifo .* failed\n$/)
  })

  t.test('a program that has ended', unless(!mayTrace, 'strace may not trace here'), async (t) => {
    const trace = await startTrace({ command: ['true'] })
    for await (const _ of trace.log);
    t.equal(await trace.ended, 0)
    trace.stop()
    t.equal(trace.protocolOf('5', 999999999), undefined)
    t.equal(trace.protocolOf('nothing', undefined), undefined)
  })

  t.test('the reader of a pipe has closed it', unless(!mayTrace, 'strace may not trace here'), async (t) => {
    // the program writes more than a pipe holds
    const script = 'for i in 1 2 3 4 5 6 7 8; do ip -d link show lo; done >/dev/null; exec sleep 60'
    const stdout = new Sink({ fail: 'EPIPE' })
    const trace = await startTrace({ command: ['sh', '-c', script] })
    const { code } = await run(['trace', '--', 'sh'], { trace: async () => trace, stdout })
    t.equal(code, 0)
    t.equal(await trace.ended, 128 + 15, 'strace is not left waiting')
  })

  t.test('signals', unless(!mayTrace, 'strace may not trace here'), async (t) => {
    const stop = new AbortController()
    const running = run(['trace', '--', 'sh', '-c', 'ip link show lo >&2; exec sleep 60'], {
      ...live,
      interrupted: () => stop.signal,
    })
    setTimeout(() => stop.abort(), 400)
    const { code, stdout } = await running
    t.equal(code, 128 + 15, 'the program was ended')
    t.match(stdout, '> RTM_GETLINK')
  })

  const noTshark = !mayTrace || !has('tshark')
  t.test('tshark reads a recording alike', unless(noTshark, 'tshark is not installed'), async (t) => {
    const folder = t.testdir({})
    const routes = Array.from(
      { length: 260 },
      (_, index) => `route add 198.18.${index >> 4}.${(index & 15) << 4}/28 dev lo metric ${1000 + index}`,
    )
    const links = Array.from(
      { length: 24 },
      (_, index) => `link add va${index} mtu ${1301 + index} type veth peer name vb${index}`,
    )
    writeFileSync(`${folder}/batch`, ['link set lo up', ...links, 'link add br7 type bridge', ...routes, ''].join('\n'))
    const rules = Array.from(
      { length: 40 },
      (_, index) => `add rule ip t c ip saddr 192.0.2.${index + 1} tcp dport ${1000 + index} counter accept`,
    )
    writeFileSync(
      `${folder}/rules`,
      ['add table ip t', 'add chain ip t c { type filter hook input priority 0; }', ...rules, ''].join('\n'),
    )
    const script = `ip -batch ${folder}/batch; ip -d -s link; ip addr; ip route show table all; nft -f ${folder}/rules; nft list ruleset; ip neigh add 192.0.2.9 lladdr 02:00:00:00:00:07 dev va0`
    const file = `${folder}/all.pcapng`
    const { code, stderr } = await run(['record', '-o', file, '--', 'sh', '-c', `{ ${script}; } >/dev/null`], live)
    t.equal(code, 0, stderr)
    const { messages, attributes } = dissectedAlike(t, file)
    t.ok(messages > 1000, `${messages} messages`)
    t.ok(attributes > 5000, `${attributes} attributes`)
  })

  t.test('strace names them alike', unless(!mayTrace, 'strace may not trace here'), async (t) => {
    const folder = t.testdir({})
    const commands = [
      'ip -d link',
      'ip route add 203.0.113.0/24 via 192.0.2.1 dev lo onlink',
      'ip rule add from 192.0.2.0/24 table 77',
      'bridge link',
      'ip neigh',
      'ip addr add 192.0.2.77/32 dev lo',
      'ip link add vz7 type vxlan id 7 dstport 4789',
      'tc qdisc show dev lo',
      'nft list tables',
      'iptables-nft -S',
      'ip nonsense; ip route del 203.0.113.9',
    ]
    const flags = ['-f', '-v', '-e', 'trace=network', '-e', 'read=all', '-e', 'write=all', '-o', `${folder}/log`]
    spawnSync('strace', [...flags, 'sh', '-c', commands.join('; ')])
    const log = await readFile(`${folder}/log`, 'utf8')
    const calls = log
      .split('\n')
      .filter((line) => /(send|recv)\w+\(.*nlmsg_len=.* = [1-9]/.test(line) && !line.includes('MSG_PEEK'))
    const reader = new DetectingReader('le')
    const datagrams = [...reader.push(Buffer.from(log)), ...reader.end()].filter(({ bytes }) => bytes.length > 0)
    t.equal(datagrams.length, calls.length)
    let names = 0
    for (const [index, datagram] of datagrams.entries()) {
      const call = calls[index] as string
      const described = messagesOf(datagram).map(({ bytes }) => describeMessage(bytes, 'le', datagram.protocol))
      // tables that the library does not have yet
      if (described.some(({ name }) => name === undefined)) continue
      const types = [...call.matchAll(/nlmsg_type=(?:NFNL_SUBSYS_\w+<<8\|)?(\w+)/g)].map(([, name]) => name)
      const own = described.map(({ name, header }) => name ?? header.type)
      // strace shows the request inside of an error too; it does not know all types
      const known = types.filter((name) => typeof name === 'string' && /^[A-Z]/.test(name))
      const outer = known.filter((name) => own.includes(name as string))
      if (datagram.protocol === 0)
        t.same(
          outer.slice(0, own.length),
          own.filter((name) => outer.includes(name as string)).slice(0, outer.length),
          call.slice(0, 200),
        )
      const constants = described.flatMap(({ sections }) =>
        sections.flatMap((section) => (section.kind === 'spans' ? constantsOf(section.spans) : [])),
      )
      let at = 0
      for (const [, name = ''] of call.matchAll(/nla_type=(?:NLA_F_NESTED\|)?(?!NLA_F)([A-Z]\w+)/g)) {
        const found = constants.indexOf(name, at)
        if (found < 0) t.fail(`${name} in ${call.slice(0, 300)}`)
        else at = found + 1
        names++
      }
    }
    t.ok(names > 500, `${names} attributes`)
  })
}

const constantsOf = (spans: readonly Span[]): (string | undefined)[] =>
  spans.flatMap(({ constant, children }) => [constant, ...constantsOf(children)])
