/** Every call refuses unknown options and filters, and sends nothing. */
import t from 'tap'
import type { Member } from '../../../src/rtnl/objects.ts'
import type { Rtnl } from '../../../src/rtnl/rtnl.ts'
import { Changing, LINKS } from './changing.ts'

const route = { dst: '10.0.0.0/8', dev: 3 }
const address = { dev: 3, address: '10.0.0.1/8' }
const neighbour = { dev: 3, dst: '10.0.0.9' }
const label = { prefix: '2001:db8::/32', label: 7 }

type Calls = { readonly [call: string]: (rtnl: Rtnl, options: never) => Promise<unknown> }
type Reading = Pick<Rtnl['rules'], 'list' | 'iterate' | 'messages' | 'columns'>

/** The calls that every member has, each with a column of its own. */
const reading = (member: Member, column: string): Calls => {
  const of = (rtnl: Rtnl): Reading => rtnl[member] as unknown as Reading
  return {
    [`${member}.list`]: (rtnl, options) => of(rtnl).list({}, options),
    [`${member}.iterate`]: (rtnl, options) => of(rtnl).iterate({}, options).next(),
    [`${member}.messages`]: (rtnl, options) => of(rtnl).messages({}, options).next(),
    [`${member}.columns`]: (rtnl, options) => of(rtnl).columns([column as 'priority'], {}, options),
  }
}

const COLUMNS: { readonly [M in Member]: string } = {
  links: 'mtu',
  addresses: 'flags',
  routes: 'priority',
  rules: 'priority',
  neighbours: 'probes',
  nsids: 'nsid',
  addrlabels: 'label',
  netconf: 'forwarding',
}

/** Every call of the client that takes options, with the options that are passed. */
const CALLS: Calls = {
  ...Object.assign({}, ...Object.entries(COLUMNS).map(([member, column]) => reading(member as Member, column))),
  'links.get': (rtnl, options) => rtnl.links.get(3, options),
  'links.add': (rtnl, options) => rtnl.links.add({ kind: 'veth' }, options),
  'links.change': (rtnl, options) => rtnl.links.change(3, { mtu: 1400 }, options),
  'links.changePort': (rtnl, options) => rtnl.links.changePort(3, { cost: 5 }, options),
  'links.delete': (rtnl, options) => rtnl.links.delete(3, options),
  'links.deleteAll': (rtnl, options) => rtnl.links.deleteAll([3, 7], options),
  'links.deleteGroup': (rtnl, options) => rtnl.links.deleteGroup(5, options),
  'addresses.get': (rtnl, options) => rtnl.addresses.get('10.0.0.1', {}, options),
  'addresses.add': (rtnl, options) => rtnl.addresses.add(address, options),
  'addresses.replace': (rtnl, options) => rtnl.addresses.replace(address, options),
  'addresses.change': (rtnl, options) => rtnl.addresses.change(address, options),
  'addresses.delete': (rtnl, options) => rtnl.addresses.delete(address, options),
  'addresses.flush': (rtnl, options) => rtnl.addresses.flush({ dev: 3 }, options),
  'routes.get': (rtnl, options) => rtnl.routes.get('10.0.0.1', {}, options),
  'routes.add': (rtnl, options) => rtnl.routes.add(route, options),
  'routes.replace': (rtnl, options) => rtnl.routes.replace(route, options),
  'routes.append': (rtnl, options) => rtnl.routes.append(route, options),
  'routes.change': (rtnl, options) => rtnl.routes.change(route, options),
  'routes.delete': (rtnl, options) => rtnl.routes.delete(route, options),
  'routes.flush': (rtnl, options) => rtnl.routes.flush({ dev: 3 }, options),
  'rules.add': (rtnl, options) => rtnl.rules.add({ priority: 5 }, options),
  'rules.delete': (rtnl, options) => rtnl.rules.delete({ priority: 5 }, options),
  'neighbours.get': (rtnl, options) => rtnl.neighbours.get('10.0.0.9', 3, options),
  'neighbours.add': (rtnl, options) => rtnl.neighbours.add(neighbour, options),
  'neighbours.replace': (rtnl, options) => rtnl.neighbours.replace(neighbour, options),
  'neighbours.append': (rtnl, options) => rtnl.neighbours.append(neighbour, options),
  'neighbours.change': (rtnl, options) => rtnl.neighbours.change(neighbour, options),
  'neighbours.delete': (rtnl, options) => rtnl.neighbours.delete(neighbour, options),
  'nsids.get': (rtnl, options) => rtnl.nsids.get({ pid: 1 }, {}, options),
  'nsids.names': (rtnl, options) => rtnl.nsids.names(options),
  'nsids.set': (rtnl, options) => rtnl.nsids.set({ fd: 4 }, 'auto', options),
  'netconf.get': (rtnl, options) => rtnl.netconf.get('all', 'inet', options),
  'addrlabels.get': (rtnl, options) => rtnl.addrlabels.get('2001:db8::1', 3, options),
  'addrlabels.add': (rtnl, options) => rtnl.addrlabels.add(label, options),
  'addrlabels.replace': (rtnl, options) => rtnl.addrlabels.replace(label, options),
  'addrlabels.delete': (rtnl, options) => rtnl.addrlabels.delete(label, options),
  batch: (rtnl, options) => rtnl.batch((b) => b.links.delete(3), options),
}

/** Calls that call others: the errors name these. */
const OTHERS: typeof CALLS = {
  batchAll: (rtnl, options) => rtnl.batchAll((b) => b.links.delete(3), options),
  defaultGateway: (rtnl, options) => rtnl.defaultGateway('inet', options),
  primaryInterface: (rtnl, options) => rtnl.primaryInterface(options),
  macAddress: (rtnl, options) => rtnl.macAddress(3, options),
}

/** Methods of the client's objects without options, and members that are not calls. */
const WITHOUT = new Set(['links.addAltname', 'links.deleteAltname'])

t.test('options of every call', async (t) => {
  const network = new Changing({ dumps: { RTM_GETLINK: LINKS } })
  const rtnl = await network.open()
  for (const [call, attempt] of Object.entries(CALLS)) {
    await t.rejects(attempt(rtnl, { singal: 5 } as never), {
      code: 'ERR_OPTION',
      message: `${call}: singal: no such option; did you mean signal?`,
    })
    await t.rejects(attempt(rtnl, null as never), {
      code: 'ERR_OPTION',
      message: /: options: expected an object, got null/,
    })
    await t.rejects(attempt(rtnl, { timeout: '5' } as never), { code: 'ERR_OPTION', option: 'timeout' })
    await t.rejects(attempt(rtnl, { signal: {} } as never), { code: 'ERR_OPTION', option: 'signal' })
  }
  for (const [call, attempt] of Object.entries(OTHERS))
    await t.rejects(attempt(rtnl, { singal: 5 } as never), { code: 'ERR_OPTION', option: 'singal' }, call)
  t.strictSame(network.asked(), [], 'nothing was sent')
})

t.test('every call is tested', async (t) => {
  const rtnl = await new Changing().open()
  const known = { ...CALLS, ...OTHERS }
  for (const object of Object.keys(COLUMNS) as Member[]) {
    // verbs with `echo` are properties of the object itself
    const own = Object.entries(rtnl[object]).filter(([, value]) => typeof value === 'function')
    const names = new Set(own.map(([name]) => name))
    for (let of = Object.getPrototypeOf(rtnl[object]); of !== Object.prototype; of = Object.getPrototypeOf(of))
      for (const name of Object.getOwnPropertyNames(of)) names.add(name)
    const internal = [
      'constructor',
      'decode',
      'reader',
      'verb',
      'make',
      'find',
      'findNew',
      'prepare',
      'check',
      'stream',
      'named',
      'passNothing',
      'refuseLeft',
      'deletionOfListed',
      'projection',
      'decoderOf',
      'one',
      'getPart',
    ]
    for (const name of internal) names.delete(name)
    for (const name of names) {
      const call = `${object}.${name}`
      t.ok(call in known || WITHOUT.has(call), call)
    }
  }
})

t.test('`echo` exists for verbs that can return the object', async (t) => {
  const network = new Changing({ dumps: { RTM_GETLINK: LINKS } })
  const rtnl = await network.open()
  const noEcho = { echo: true } as never
  await t.rejects(rtnl.routes.change(route, noEcho), { code: 'ERR_OPTION', option: 'echo' })
  await t.rejects(rtnl.addresses.delete(address, noEcho), { code: 'ERR_OPTION', option: 'echo' })
  await t.rejects(rtnl.links.list({}, noEcho), { code: 'ERR_OPTION', option: 'echo' })
  await t.rejects(rtnl.routes.add(route, { ehco: true } as never), { message: /did you mean echo\?/ })
  await t.rejects(rtnl.routes.add(route, { echo: 'yes' } as never), { code: 'ERR_OPTION', option: 'echo' })
  await t.rejects(rtnl.links.add({ kind: 'veth' }, { echo: 1 } as never), { code: 'ERR_OPTION', option: 'echo' })
  t.strictSame(network.asked(), [])
  await rtnl.routes.add(route, { echo: false, timeout: 1000 })
  await rtnl.links.add({ kind: 'veth' }, { echo: undefined } as object)
})

t.test('unknown filters', async (t) => {
  const network = new Changing({ dumps: { RTM_GETLINK: LINKS } })
  const rtnl = await network.open()
  for (const object of Object.keys(COLUMNS) as Member[])
    for (const filter of [null, [], 'eth0', 3])
      await t.rejects((rtnl[object].list as (filter: unknown) => Promise<unknown>)(filter), {
        code: 'ERR_ENCODE',
        path: 'filter',
      })
  for (const filter of [
    { family: 'inet', dst: '::/0' },
    { family: 'inet6', dst: '10.0.0.0/8' },
    { family: 'inet', dst: '100' },
  ])
    await t.rejects(rtnl.routes.list(filter as never), { code: 'ERR_ENCODE', path: 'dst', message: /of family inet/ })
  for (const filter of [undefined, null, {}, [], { dev: undefined }, { all: false }, { all: true, dev: 3 }]) {
    await t.rejects(rtnl.routes.flush(filter as never), { code: 'ERR_OPTION' })
    await t.rejects(rtnl.addresses.flush(filter as never), { code: 'ERR_OPTION' })
  }
  t.strictSame(network.asked(), [])
})
