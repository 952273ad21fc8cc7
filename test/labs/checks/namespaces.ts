/** Named namespaces, and the contents of a new one. */
import { readdirSync, readFileSync, statfsSync, statSync } from 'node:fs'
import type { Checker } from '../checker.ts'
import { host, named } from '../lab-host.ts'

const NSFS = 0x6e736673
const DIRECTORY = '/run/netns'

export const names = (): string[] => readdirSync(DIRECTORY).sort()

/** The names of mounts below /run/netns, and whether /run/netns itself is shared with other mount namespaces. */
const mounts = (): { path: string; shared: boolean }[] =>
  readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([, , , , path]) => path?.startsWith(DIRECTORY))
    .map((fields) => ({ path: String(fields[4]), shared: fields.some((field) => field.startsWith('shared:')) }))

/** Exactly these names exist. */
export const namesAre = (check: Checker, ...wanted: string[]): void => {
  wanted.sort()
  check.is(`the names are ${wanted.join(' ')}`, names(), wanted)
  const listed = host.run('ip netns list').output.trim().split('\n')
  check.is('`ip netns list` agrees', listed.map((line) => line.split(' ')[0]).sort(), wanted)
  for (const name of wanted) check.is(`${name} is a mounted namespace`, statfsSync(`${DIRECTORY}/${name}`).type, NSFS)
  const inodes = ['/proc/self/ns/net', ...wanted.map((name) => `${DIRECTORY}/${name}`)].map(
    (path) => statSync(path).ino,
  )
  check.is('each is a namespace of its own', new Set(inodes).size, wanted.length + 1)
  const shared = mounts().findLast(({ path }) => path === DIRECTORY)?.shared
  check.is(`${DIRECTORY} is a shared mount, as \`ip netns add\` makes it`, shared, true)
}

export const noNames = (check: Checker): void => {
  check.is('no name is left', names(), [])
  check.is(
    'nothing is mounted there',
    mounts().filter(({ path }) => path !== DIRECTORY),
    [],
  )
}

/** As the kernel creates it. */
export const isFresh = (check: Checker, name: string): void => {
  const labHost = named(name)
  const loopback = {
    ifname: 'lo',
    flags: ['LOOPBACK'],
    mtu: 65536,
    qdisc: 'noop',
    operstate: 'DOWN',
    group: 'default',
    txqlen: 1000,
    address: '00:00:00:00:00:00',
  }
  const links = labHost
    .links()
    .map((link) => Object.fromEntries(Object.keys(loopback).map((key) => [key, link[key as keyof typeof link]])))
  check.is(`${name} has only lo, which is down`, links, [loopback])
  check.is(`${name} has no address`, [...labHost.addresses('lo', 4), ...labHost.addresses('lo', 6)], [])
  for (const family of [4, 6])
    check.is(
      `${name} has no IPv${family} route in any table`,
      labHost.run(`ip -${family} route show table all`).output,
      '',
    )
}

export const loopbackIsUp = (check: Checker, name: string): void => {
  const labHost = named(name)
  const { flags, qdisc, operstate } = labHost.link('lo') ?? {}
  check.is(
    `lo in ${name} is up`,
    { flags, qdisc, operstate },
    { flags: ['LOOPBACK', 'UP', 'LOWER_UP'], qdisc: 'noqueue', operstate: 'UNKNOWN' },
  )
  const addresses = [...labHost.addresses('lo', 4), ...labHost.addresses('lo', 6)]
  check.is(
    `lo in ${name} has its addresses`,
    addresses.map(({ local, prefixlen, scope }) => `${local}/${prefixlen} ${scope}`),
    ['127.0.0.1/8 host', '::1/128 host'],
  )
  check.runs(`${name} pings 127.0.0.1`, labHost, 'ping -c1 -W2 127.0.0.1')
}

export const isUnreachable = (check: Checker, name: string, address: string): void => {
  const { ok, output } = named(name).run(`ping -c1 -W1 ${address}`)
  check.is(`${name}: no network leads to ${address}`, [ok, output.includes('Network is unreachable')], [false, true])
}
