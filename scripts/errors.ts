/**
 * Writes docs/errors.md: requests that are refused, and how that reads. What is shown is what was run. Wants a network
 * namespace that is empty and root's (scripts/errors.sh makes one). With `--print` the page is printed instead.
 */
import { writeFileSync } from 'node:fs'
import { release } from 'node:os'
import { isKernelError, type NetlinkError, Netns, Rtnl } from '../src/index.ts'

/** What is asked for, and the code that asks it. */
type Case = readonly [title: string, code: string]

interface Section {
  readonly title: string
  readonly text: string
  readonly cases: readonly Case[]
  /** Asked by a user without privileges. */
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
    text: "What can't be said on the wire is an `EncodeError`. It names the field as the program wrote it (`path`).",
    cases: [
      ['a name that is too long', `await rtnl.links.add({ kind: 'bridge', name: 'a-name-of-sixteen' })`],
      ['a setting that does not exist', `await rtnl.links.change('br0', { mtuu: 1400 })`],
      ['an option that the kind does not have', `await rtnl.links.add({ kind: 'bridge', data: { ageing: 300 } })`],
      ['an MTU in words', `await rtnl.links.change('br0', { mtu: 'big' })`],
      ['a hardware address that is none', `await rtnl.links.change('br0', { address: '02:00:zz' })`],
      [
        'an address of the other family',
        `await rtnl.links.add({ kind: 'vxlan', name: 'vx0', data: { id: 5, group: 'ff02::5' } })`,
      ],
      ['an address that is none', `await rtnl.addresses.add({ dev: 'br0', address: '192.0.2.300/24' })`],
      ['a length that the family does not have', `await rtnl.addresses.add({ dev: 'br0', address: '192.0.2.1/33' })`],
      ['a peer of something that has none', `await rtnl.links.add({ kind: 'bridge', peer: { name: 'b' } })`],
      ['a table without such a name', `await rtnl.routes.add({ dst: '10.0.0.0/8', dev: 'br0', table: 'mine' })`],
      ['a namespace that is none', `await rtnl.links.change('veth1', { netns: { dev: 'eth0' } })`],
      ['a weight above 256', `await rtnl.routes.add({ dst: 'default', multipath: [{ dev: 2, weight: 300 }] })`],
      ['a blackhole with a way out', `await rtnl.routes.add({ dst: '10.0.0.0/8', type: 'blackhole', dev: 'br0' })`],
    ],
  },
  {
    title: 'Links',
    text: 'What the kernel refuses is a `KernelError`: `code` is its errno; `extack` what it said beside it, if anything.',
    cases: [
      ['a name that is taken', `await rtnl.links.add({ kind: 'bridge', name: 'br0' })`],
      ['a kind that this kernel does not have', `await rtnl.links.add({ kind: 'nonsense', name: 'x0' })`],
      ['a link that does not exist', `await rtnl.links.change('nope', { up: true })`],
      ['one to delete that does not exist', `await rtnl.links.delete('nope')`],
      ['a master that can have no ports', `await rtnl.links.change('veth0', { master: 'lo' })`],
      ['a bridge as the port of itself', `await rtnl.links.change('br0', { master: 'br0' })`],
      ['an MTU too small', `await rtnl.links.change('br0', { mtu: 20 })`],
      [
        'a network identifier above 24 bits',
        `await rtnl.links.add({ kind: 'vxlan', name: 'vx0', data: { id: 16777216 } })`,
      ],
      ['a vxlan without what it must have', `await rtnl.links.add({ kind: 'vxlan', name: 'vx0' })`],
      ['a macvlan above nothing', `await rtnl.links.add({ kind: 'macvlan', name: 'mv0' })`],
      ['more queues than there can be', `await rtnl.links.add({ kind: 'bridge', name: 'br1', numTxQueues: 5000 })`],
      ['packets larger than can be', `await rtnl.links.change('veth0', { gsoMaxSize: 999999999 })`],
      [
        'a port range that ends before it begins',
        `await rtnl.links.add({ kind: 'vxlan', name: 'vx0', data: { id: 5, portRange: { low: 9, high: 5 } } })`,
      ],
      ['a multicast hardware address', `await rtnl.links.change('br0', { address: '01:00:5e:00:00:01' })`],
      ['deleting the loopback', `await rtnl.links.delete('lo')`],
      ['a process that does not exist', `await rtnl.links.change('veth1', { netns: { pid: 4194304 } })`],
    ],
  },
  {
    title: 'Addresses',
    text: '',
    cases: [
      ['an address that the link has', `await rtnl.addresses.add({ dev: 'veth0', address: '192.0.2.1/24' })`],
      ['one to delete that it does not have', `await rtnl.addresses.delete({ dev: 'veth0', address: '192.0.2.9/24' })`],
      ['on a link that does not exist', `await rtnl.addresses.add({ dev: 'nope', address: '192.0.2.7/24' })`],
      ['a multicast address of IPv6', `await rtnl.addresses.add({ dev: 'veth0', address: 'ff02::5/64' })`],
      ['on an index that no link has', `await rtnl.addresses.add({ dev: 99, address: '192.0.2.7/24' })`],
    ],
  },
  {
    title: 'Routes',
    text: '',
    cases: [
      ['a route that exists', `await rtnl.routes.add({ dst: '198.51.100.0/24', gateway: '192.0.2.254' })`],
      ['a gateway that nobody can reach', `await rtnl.routes.add({ dst: 'default', gateway: '203.0.113.1' })`],
      ['a gateway that is a broadcast address', `await rtnl.routes.add({ dst: 'default', gateway: '192.0.2.255' })`],
      ['bits behind the prefix', `await rtnl.routes.add({ dst: '10.1.2.3/8', dev: 'veth0' })`],
      ['a route to delete that does not exist', `await rtnl.routes.delete({ dst: '203.0.113.0/24' })`],
      ['one to change that does not exist', `await rtnl.routes.change({ dst: '203.0.113.0/24', dev: 'veth0' })`],
      ['by an index that no link has', `await rtnl.routes.add({ dst: '203.0.113.0/24', dev: 99 })`],
      [
        'a source that is not ours',
        `await rtnl.routes.add({ dst: '203.0.113.0/24', dev: 'veth0', prefsrc: '192.0.2.77' })`,
      ],
      ['a nexthop object that does not exist', `await rtnl.routes.add({ dst: '203.0.113.0/24', nhId: 7 })`],
      ['a destination that no route leads to', `await rtnl.routes.get('203.0.113.1')`],
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
      ['a rule to delete that does not exist', `await rtnl.rules.delete({ priority: 101 })`],
      ['a jump back', `await rtnl.rules.add({ priority: 200, goto: 100 })`],
      [
        'a neighbour that exists',
        `await rtnl.neighbours.add({ dev: 'veth0', dst: '192.0.2.254', lladdr: '02:00:00:00:00:01' })`,
      ],
      ['a neighbour without a hardware address', `await rtnl.neighbours.add({ dev: 'veth0', dst: '192.0.2.8' })`],
      ['one to delete that does not exist', `await rtnl.neighbours.delete({ dev: 'veth0', dst: '192.0.2.9' })`],
      [
        'a forwarding entry of no bridge',
        `await rtnl.neighbours.add({ dev: 'veth0', family: 'bridge', lladdr: '02:00:00:00:00:01', flags: ['master'] })`,
      ],
      ['an id for a process that does not exist', `await rtnl.nsids.set({ pid: 4194304 }, 5)`],
    ],
  },
  {
    title: 'Namespaces as files, and what is inside',
    text: 'What fails around a namespace is a `NetnsError`: `syscall` is the call that failed, `needs` the privilege that it takes. `here` is `await Netns.current()`.',
    cases: [
      ['a namespace by a name that nobody gave', `await rtnl.links.change('veth1', { netns: 'blue' })`],
      ['one to open that does not exist', `await Netns.open('blue')`],
      ['one to delete that does not exist', `await Netns.delete('blue')`],
      ['the namespace of a process that does not exist', `await Netns.open(4194304)`],
      ['a name that leads elsewhere', `await Netns.create('../blue')`],
      ['an option that does not exist', `await Netns.create('red', { timeuot: 500 })`],
      ['a program that does not exist', `await here.exec('/no/program')`],
      ['a user that does not exist', `await here.exec('id', [], { uid: 'nobdy' })`],
      ['a setting that does not exist', `await here.sysctl.get('net.ipv4.ip_forwarding')`],
      ['a value that a setting does not take', `await here.sysctl.set('net.ipv4.ip_forward', 'on')`],
    ],
  },
  {
    title: 'Without privilege',
    text: 'Reading needs none. Changing needs CAP_NET_ADMIN in the namespace; making and entering namespaces CAP_SYS_ADMIN.',
    unprivileged: true,
    cases: [
      ['a link', `await rtnl.links.add({ kind: 'bridge', name: 'br1' })`],
      ['an address', `await rtnl.addresses.add({ dev: 'veth0', address: '192.0.2.8/24' })`],
      [
        'a batch, which says how many failed',
        `await rtnl.batchAll(({ routes, links }) => {
  routes.add({ dst: '203.0.113.0/24', dev: 'veth0' })
  links.delete('br0')
})`,
      ],
      ['a setting', `await here.sysctl.set('net.ipv4.ip_forward', 1)`],
    ],
  },
]

const NOBODY = 65534

/** `here` is the namespace that all of it happens in. */
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
  throw new Error(`nobody refused: ${code}`)
}

/** What stands beside the message. */
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
const head = `# Refusals

Written by \`scripts/errors.sh\`, which asks for all of this and notes what comes back: here from Linux ${major}.${minor}. Codes are
stable; the kernel's sentences (\`extack\`) differ from version to version, and a kernel that was built without a driver
says other things. Before, in an empty namespace:

\`\`\`js
${SCENE}
\`\`\`
`
const page = [head, ...(await run(rtnl))].join('\n')
if (process.argv[2] === '--print') process.stdout.write(page)
else writeFileSync(new URL('../docs/errors.md', import.meta.url), page)
rtnl.close()
here.close()
