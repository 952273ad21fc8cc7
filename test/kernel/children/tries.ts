/** Tries all operations with the privileges that it has; prints the outcome of each. */
import { Netns, type NetnsError, Rtnl } from '../../../src/index.ts'

const [, , user, named = 'there'] = process.argv
if (user !== undefined && user !== '0') {
  process.setgroups?.([])
  process.setgid?.(Number(user))
  process.setuid?.(Number(user))
}

const attempt = async (call: () => Promise<unknown>): Promise<string> => {
  try {
    await call()
    return 'fine'
  } catch (error) {
    const { code, syscall, needs } = error as NetnsError
    return [code, syscall, needs].filter((word) => word !== undefined).join(' ')
  }
}

const links = async (netns: Netns | string): Promise<void> => {
  await using rtnl = await Rtnl.open({ netns })
  await rtnl.links.list()
}

const results = {
  create: await attempt(async () => (await Netns.create('mine')).close()),
  again: await attempt(async () => (await Netns.create('mine')).close()),
  attach: await attempt(async () => (await Netns.attach('mine', process.pid)).close()),
  delete: await attempt(() => Netns.delete(named)),
  list: await attempt(() => Netns.list()),
  open: await attempt(async () => (await Netns.open(named)).close()),
  enter: await attempt(() => links(named)),
  sysctl: await attempt(async () => {
    await using ns = await Netns.open(named)
    await ns.sysctl.get('net.ipv4.ip_forward')
  }),
  anonymous: await attempt(async () => {
    await using ns = await Netns.createAnonymous()
    await links(ns)
    await ns.sysctl.set('net.ipv4.ip_forward', 1)
    await ns.exec('true')
  }),
  many: await attempt(async () => {
    const all = await Promise.all([1, 2, 3, 4].map(() => Netns.createAnonymous()))
    await Promise.all(all.map(links))
    for (const ns of all) ns.close()
  }),
}
console.log(JSON.stringify(results))
