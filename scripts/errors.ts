/**
 * Writes docs/errors.md: runs requests that fail and records their errors. Needs an empty network namespace and root
 * (scripts/errors.sh creates one). With `--print` the page is printed instead.
 */
import { writeFileSync } from 'node:fs'
import { release } from 'node:os'
import { isKernelError, type NetlinkError, Netns, Rtnl } from '../src/index.ts'

/** A description of the error, and the code that causes it. */
type Case = readonly [title: string, code: string]

interface Section {
  readonly title: string
  readonly text: string
  readonly cases: readonly Case[]
  /** Run as a user without privileges. */
  readonly unprivileged?: boolean
}

const SCENE = `await rtnl.links.change('lo', { up: true })
await rtnl.links.add({ kind: 'bridge', name: 'br0', up: true })
await rtnl.links.add({ kind: 'veth', name: 'veth0', up: true, peer: { name: 'veth1', up: true } })
await rtnl.addresses.add({ dev: 'veth0', address: '192.0.2.1/24' })
await rtnl.routes.add({ dst: '198.51.100.0/24', gateway: '192.0.2.254' })
await rtnl.rules.add({ priority: 100, src: '192.0.2.0/24', table: 100 })
await rtnl.neighbours.add({ dev: 'veth0', dst: '192.0.2.254', lladdr: '02:00:00:00:00:fe' })`

const SECTIONS: readonly Section[] = [
  {
    title: 'Before anything is sent',
    text: 'Input that cannot be encoded is an `EncodeError`. `path` is the field as the program wrote it.',
    cases: [
      ['a name that is too long', `await rtnl.links.add({ kind: 'bridge', name: 'a-name-of-sixteen' })`],
      ['a field that does not exist', `await rtnl.links.change('br0', { mtuu: 1400 })`],
      ['an option that the kind does not have', `await rtnl.links.add({ kind: 'bridge', data: { ageing: 300 } })`],
      ['an MTU that is not a number', `await rtnl.links.change('br0', { mtu: 'big' })`],
      ['an invalid hardware address', `await rtnl.links.change('br0', { address: '02:00:zz' })`],
      [
        'an IPv6 address where IPv4 is expected',
        `await rtnl.links.add({ kind: 'vxlan', name: 'vx0', data: { id: 5, group: 'ff02::5' } })`,
      ],
      ['an invalid IP address', `await rtnl.addresses.add({ dev: 'br0', address: '192.0.2.300/24' })`],
      ['an invalid prefix length', `await rtnl.addresses.add({ dev: 'br0', address: '192.0.2.1/33' })`],
      ['a peer of a kind that has no peers', `await rtnl.links.add({ kind: 'bridge', peer: { name: 'b' } })`],
      ['an unknown routing table name', `await rtnl.routes.add({ dst: '10.0.0.0/8', dev: 'br0', table: 'mine' })`],
      ['an invalid namespace', `await rtnl.links.change('veth1', { netns: { dev: 'eth0' } })`],
      ['a weight above 256', `await rtnl.routes.add({ dst: 'default', multipath: [{ dev: 2, weight: 300 }] })`],
      [
        'a blackhole route with a device',
        `await rtnl.routes.add({ dst: '10.0.0.0/8', type: 'blackhole', dev: 'br0' })`,
      ],
    ],
  },
  {
    title: 'Links',
    text: 'A refusal by the kernel is a `KernelError`. `code` is the errno, `extack` the extended acknowledgement, if the kernel sent one.',
    cases: [
      ['a name that exists', `await rtnl.links.add({ kind: 'bridge', name: 'br0' })`],
      ['a kind that this kernel does not have', `await rtnl.links.add({ kind: 'nonsense', name: 'x0' })`],
      ['a link that does not exist', `await rtnl.links.change('nope', { up: true })`],
      ['deleting a link that does not exist', `await rtnl.links.delete('nope')`],
      ['a master that cannot have ports', `await rtnl.links.change('veth0', { master: 'lo' })`],
      ['a bridge as its own port', `await rtnl.links.change('br0', { master: 'br0' })`],
      ['an MTU that is too small', `await rtnl.links.change('br0', { mtu: 20 })`],
      [
        'a network identifier of more than 24 bits',
        `await rtnl.links.add({ kind: 'vxlan', name: 'vx0', data: { id: 16777216 } })`,
      ],
      ['a vxlan without required options', `await rtnl.links.add({ kind: 'vxlan', name: 'vx0' })`],
      ['a macvlan without a lower link', `await rtnl.links.add({ kind: 'macvlan', name: 'mv0' })`],
      ['too many queues', `await rtnl.links.add({ kind: 'bridge', name: 'br1', numTxQueues: 5000 })`],
      ['a GSO size that is too large', `await rtnl.links.change('veth0', { gsoMaxSize: 999999999 })`],
      [
        'a port range whose end is before its start',
        `await rtnl.links.add({ kind: 'vxlan', name: 'vx0', data: { id: 5, portRange: { low: 9, high: 5 } } })`,
      ],
      ['a multicast hardware address', `await rtnl.links.change('br0', { address: '01:00:5e:00:00:01' })`],
      ['deleting the loopback link', `await rtnl.links.delete('lo')`],
      ['a process that does not exist', `await rtnl.links.change('veth1', { netns: { pid: 4194304 } })`],
    ],
  },
  {
    title: 'Addresses',
    text: '',
    cases: [
      ['an address that the link already has', `await rtnl.addresses.add({ dev: 'veth0', address: '192.0.2.1/24' })`],
      [
        'deleting an address that the link does not have',
        `await rtnl.addresses.delete({ dev: 'veth0', address: '192.0.2.9/24' })`,
      ],
      [
        'an address on a link that does not exist',
        `await rtnl.addresses.add({ dev: 'nope', address: '192.0.2.7/24' })`,
      ],
      ['an IPv6 multicast address', `await rtnl.addresses.add({ dev: 'veth0', address: 'ff02::5/64' })`],
      ['an address on an index without a link', `await rtnl.addresses.add({ dev: 99, address: '192.0.2.7/24' })`],
    ],
  },
  {
    title: 'Routes',
    text: '',
    cases: [
      ['a route that exists', `await rtnl.routes.add({ dst: '198.51.100.0/24', gateway: '192.0.2.254' })`],
      ['an unreachable gateway', `await rtnl.routes.add({ dst: 'default', gateway: '203.0.113.1' })`],
      ['a gateway that is a broadcast address', `await rtnl.routes.add({ dst: 'default', gateway: '192.0.2.255' })`],
      ['host bits in a prefix', `await rtnl.routes.add({ dst: '10.1.2.3/8', dev: 'veth0' })`],
      ['deleting a route that does not exist', `await rtnl.routes.delete({ dst: '203.0.113.0/24' })`],
      ['changing a route that does not exist', `await rtnl.routes.change({ dst: '203.0.113.0/24', dev: 'veth0' })`],
      ['a route on an index without a link', `await rtnl.routes.add({ dst: '203.0.113.0/24', dev: 99 })`],
      [
        'a source address that is not local',
        `await rtnl.routes.add({ dst: '203.0.113.0/24', dev: 'veth0', prefsrc: '192.0.2.77' })`,
      ],
      ['a nexthop object that does not exist', `await rtnl.routes.add({ dst: '203.0.113.0/24', nhId: 7 })`],
      ['a destination without a route', `await rtnl.routes.get('203.0.113.1')`],
      [
        'a congestion control that this kernel does not have',
        `await rtnl.routes.add({ dst: '203.0.113.0/24', dev: 'veth0', metrics: { ccAlgo: 'nonsense' } })`,
      ],
    ],
  },
  {
    title: 'Rules, neighbours, namespaces',
    text: '',
    cases: [
      ['a rule that exists', `await rtnl.rules.add({ priority: 100, src: '192.0.2.0/24', table: 100 })`],
      ['deleting a rule that does not exist', `await rtnl.rules.delete({ priority: 101 })`],
      ['a backward jump', `await rtnl.rules.add({ priority: 200, goto: 100 })`],
      [
        'a neighbour that exists',
        `await rtnl.neighbours.add({ dev: 'veth0', dst: '192.0.2.254', lladdr: '02:00:00:00:00:01' })`,
      ],
      ['a neighbour without a hardware address', `await rtnl.neighbours.add({ dev: 'veth0', dst: '192.0.2.8' })`],
      ['deleting a neighbour that does not exist', `await rtnl.neighbours.delete({ dev: 'veth0', dst: '192.0.2.9' })`],
      [
        'a forwarding entry on a link without a bridge',
        `await rtnl.neighbours.add({ dev: 'veth0', family: 'bridge', lladdr: '02:00:00:00:00:01', flags: ['master'] })`,
      ],
      ['an id for a process that does not exist', `await rtnl.nsids.set({ pid: 4194304 }, 5)`],
    ],
  },
  {
    title: 'Named namespaces, programs and sysctls',
    text: 'An error about a namespace is a `NetnsError`. `syscall` is the call that failed, `needs` the missing privilege. `here` is `await Netns.current()`.',
    cases: [
      ['moving a link to a namespace that does not exist', `await rtnl.links.change('veth1', { netns: 'blue' })`],
      ['opening a namespace that does not exist', `await Netns.open('blue')`],
      ['deleting a namespace that does not exist', `await Netns.delete('blue')`],
      ['the namespace of a process that does not exist', `await Netns.open(4194304)`],
      ['a name that is a path', `await Netns.create('../blue')`],
      ['an option that does not exist', `await Netns.create('red', { timeuot: 500 })`],
      ['a program that does not exist', `await here.exec('/no/program')`],
      ['a user that does not exist', `await here.exec('id', [], { uid: 'nobdy' })`],
      ['a sysctl that does not exist', `await here.sysctl.get('net.ipv4.ip_forwarding')`],
      ['an invalid value of a sysctl', `await here.sysctl.set('net.ipv4.ip_forward', 'on')`],
    ],
  },
  {
    title: 'Without privilege',
    text: 'Reading needs no privilege. Changing needs CAP_NET_ADMIN in the namespace. Creating and entering namespaces needs CAP_SYS_ADMIN.',
    unprivileged: true,
    cases: [
      ['adding a link', `await rtnl.links.add({ kind: 'bridge', name: 'br1' })`],
      ['adding an address', `await rtnl.addresses.add({ dev: 'veth0', address: '192.0.2.8/24' })`],
      [
        'a batch, with the number of failures',
        `await rtnl.batchAll(({ routes, links }) => {
  routes.add({ dst: '203.0.113.0/24', dev: 'veth0' })
  links.delete('br0')
})`,
      ],
      ['writing a sysctl', `await here.sysctl.set('net.ipv4.ip_forward', 1)`],
    ],
  },
]

const NOBODY = 65534

/** `here` is the namespace in which the page is written. */
type Program = (rtnl: Rtnl, netns: typeof Netns, here: Netns) => Promise<unknown>

const program = (code: string): Program => {
  const AsyncFunction = (async () => {}).constructor as new (...words: string[]) => Program
  return new AsyncFunction('rtnl', 'Netns', 'here', code)
}

const refusal = async (rtnl: Rtnl, code: string): Promise<NetlinkError> => {
  try {
    await program(code)(rtnl, Netns, here)
  } catch (error) {
    if (error instanceof Error && 'code' in error) return error as NetlinkError
    throw error
  }
  throw new Error(`not refused: ${code}`)
}

/** The properties of an error other than its message. */
const details = (error: NetlinkError): string => {
  const said = isKernelError(error) ? error.extack : undefined
  const found = {
    path: 'path' in error ? String(error.path) : undefined,
    option: 'option' in error ? String(error.option) : undefined,
    syscall: 'syscall' in error ? String(error.syscall) : undefined,
    needs: 'needs' in error && error.needs !== undefined ? String(error.needs) : undefined,
    'extack.message': said?.message,
    'extack.path': said?.path,
    'extack.missing': said?.missing,
  }
  const words = Object.entries(found).flatMap(([key, value]) => (value === undefined ? [] : [`${key}: \`${value}\``]))
  return [error.name, `code: \`${error.code}\``, ...words].join(', ')
}

const shown = (title: string, code: string, error: NetlinkError): string =>
  `**${title}**\n\n\`\`\`js\n${code}\n\`\`\`\n\n> ${error.message}\n\n${details(error)}\n`

const run = async (rtnl: Rtnl): Promise<string[]> => {
  const parts: string[] = []
  for (const { title, text, cases, unprivileged } of SECTIONS) {
    parts.push(`## ${title}\n`, ...(text === '' ? [] : [`${text}\n`]))
    if (unprivileged === true) process.seteuid?.(NOBODY)
    const client = unprivileged === true ? await Rtnl.open() : rtnl
    for (const [name, code] of cases) parts.push(shown(name, code, await refusal(client, code)))
    if (client !== rtnl) client.close()
    if (unprivileged === true) process.seteuid?.(0)
  }
  return parts
}

const rtnl = await Rtnl.open()
const here = await Netns.current()
const links = await rtnl.links.list()
if (links.some(({ name }) => name !== 'lo'))
  throw new Error('this namespace is in use; scripts/errors.sh makes one of its own')
await program(SCENE)(rtnl, Netns, here)
const [major, minor] = release().split('.')
const head = `# Errors

This page lists typical errors. \`scripts/errors.sh\` runs each call on Linux ${major}.${minor} and writes the page. Codes are stable. The
kernel's messages (\`extack\`) differ between versions, and a kernel that was built without a driver reports other errors. The
calls run in an empty namespace after this preparation:

\`\`\`js
${SCENE}
\`\`\`
`
const page = [head, ...(await run(rtnl))].join('\n')
if (process.argv[2] === '--print') process.stdout.write(page)
else writeFileSync(new URL('../docs/errors.md', import.meta.url), page)
rtnl.close()
here.close()
