/** Random changes and lookups, each as a call that a fake network and a kernel carry out alike. */
import type { Rtnl } from '../../../src/index.ts'

/** One call, and how it is written in reports. */
export interface Step {
  readonly text: string
  readonly run: (rtnl: Rtnl) => Promise<unknown>
}

type Random = (below: number) => number
/** A call whose arguments the steps choose, so they are not typed. */
type Call = (rtnl: Rtnl, ...args: never[]) => Promise<unknown>

const VETHS = ['v0', 'v1', 'v2', 'v3']
const BRIDGES = ['br0', 'br1']
const MACVLANS = ['m0', 'm1']
const LINKS = [...VETHS, ...VETHS, ...BRIDGES, ...MACVLANS, 'lo']

export class Steps {
  private readonly random: Random
  private readonly addresses: object[] = []
  private readonly routes: object[] = []

  constructor(random: Random) {
    this.random = random
  }

  /** One of these values. */
  private of<T>(...values: readonly T[]): T {
    return values[this.random(values.length)] as T
  }

  /** A value that was used before, or a new one, which is remembered. */
  private again(used: object[], fresh: object): object {
    if (used.length > 0 && this.chance(70)) return this.of(...used)
    used.push(fresh)
    return fresh
  }

  private chance(percent: number): boolean {
    return this.random(100) < percent
  }

  private hardware(): string {
    return `02:00:00:00:00:${(17 + this.random(6)).toString(16)}`
  }

  private step(call: string, run: Call, ...args: unknown[]): Step {
    const text = `${call}(${args.map((arg) => JSON.stringify(arg)).join(', ')})`
    return { text, run: (rtnl) => run(rtnl, ...(args as never[])) }
  }

  /** Makes links to start with. */
  first(): Step[] {
    const veth = (name: string, peer: string, up: boolean): object => ({
      ...{ kind: 'veth', name, address: this.hardware(), up, peer: { name: peer, address: this.hardware() } },
    })
    const macvlan = { kind: 'macvlan', name: 'm0', link: 'v2', address: this.hardware() }
    const links = [veth('v0', 'v1', true), veth('v2', 'v3', false), { kind: 'bridge', name: 'br0', up: true }, macvlan]
    return [
      ...links.map((link) => this.step('links.add', (rtnl, link) => rtnl.links.add(link), link)),
      this.step('links.change', (rtnl, dev, settings) => rtnl.links.change(dev, settings), 'v1', {
        up: true,
        master: 'br0',
      }),
    ]
  }

  next(): Step {
    const make = this.of(
      ...[this.newLink, this.newLink, this.changeLink, this.changeLink, this.changeLink, this.port, this.deleteLink],
      ...[this.address, this.address, this.address, this.inet6Address, this.inet6Address],
      ...[this.route, this.route, this.route, this.inet6Route, this.inet6Route, this.lookup],
      ...[this.rule, this.neighbour, this.chance(50) ? this.altname : this.rename],
    )
    return make.call(this)
  }

  private newLink(): Step {
    const common = {
      ...(this.chance(30) ? { up: true } : {}),
      ...(this.chance(20) ? { mtu: this.of(1400, 1500, 9000, 67, 65536) } : {}),
      ...(this.chance(10) ? { group: 7 } : {}),
      ...(this.chance(15) ? { master: this.of('br0', 'br1', 'v0', 'lo') } : {}),
    }
    const address = this.hardware()
    const link = this.of<object>(
      this.chance(50)
        ? { kind: 'veth', name: 'v0', address, ...common, peer: { name: 'v1', address: this.hardware() } }
        : {
            kind: 'veth',
            name: 'v2',
            address,
            ...common,
            peer: { name: this.of('v3', 'v3', 'v0'), address: this.hardware() },
          },
      { kind: 'bridge', name: this.of(...BRIDGES), ...common, ...(this.chance(30) ? { address } : {}) },
      {
        ...{ kind: 'macvlan', name: this.of(...MACVLANS), ...common, address, link: this.of(...LINKS) },
        ...(this.chance(70) ? { data: { mode: this.of('bridge', 'private', 'vepa') } } : {}),
      },
    )
    return this.step('links.add', (rtnl, link) => rtnl.links.add(link), link)
  }

  private changeLink(): Step {
    const settings = this.of<object>(
      { up: true },
      { up: true },
      { up: true },
      { up: false },
      { up: false },
      { mtu: this.of(1400, 1500, 2000) },
      { address: this.of(this.hardware(), '01:00:00:00:00:01') },
      { alias: this.of('text', '') },
      { group: this.of(0, 7), txqlen: this.of(500, 1000) },
      { promisc: this.chance(50) },
      { multicast: this.chance(80) },
    )
    return this.step(
      'links.change',
      (rtnl, dev, settings) => rtnl.links.change(dev, settings),
      this.of(...LINKS),
      settings,
    )
  }

  private rename(): Step {
    const [dev, name] = [this.of(...VETHS), this.of(...VETHS)]
    return this.step('links.change', (rtnl, dev, settings) => rtnl.links.change(dev, settings), dev, { name })
  }

  private port(): Step {
    const settings = { master: this.of(null, 'br0', 'br0', 'br1', 'v0') }
    return this.step(
      'links.change',
      (rtnl, dev, settings) => rtnl.links.change(dev, settings),
      this.of(...LINKS),
      settings,
    )
  }

  private deleteLink(): Step {
    if (this.chance(10)) return this.step('links.deleteGroup', (rtnl, group) => rtnl.links.deleteGroup(group), 7)
    return this.step('links.delete', (rtnl, dev) => rtnl.links.delete(dev), this.of(...LINKS))
  }

  private altname(): Step {
    const [dev, name] = [this.of(...LINKS), this.of('other', 'another', 'lo')]
    return this.chance(60)
      ? this.step('links.addAltname', (rtnl, dev, name) => rtnl.links.addAltname(dev, name), dev, name)
      : this.step('links.deleteAltname', (rtnl, dev, name) => rtnl.links.deleteAltname(dev, name), dev, name)
  }

  private address(): Step {
    const dev = this.of(...LINKS)
    const length = this.of(24, 24, 24, 16, 31, 32)
    const address = `10.9.${this.random(2)}.${1 + this.random(3)}/${length}`
    if (this.chance(35)) return this.deleteAddress({ dev, address })
    const given = {
      ...{ dev, address },
      ...(this.chance(30) ? { broadcast: '+' } : {}),
      ...(this.chance(10) ? { peer: '10.9.3.1/32' } : {}),
      ...(this.chance(10) ? { scope: 'link' } : {}),
      ...(this.chance(10) ? { metric: 300 } : {}),
      ...(this.chance(10) ? { flags: ['noprefixroute'] } : {}),
      ...(this.chance(10) ? { preferred: this.of(0, 1000), valid: 9000 } : {}),
    }
    return this.putAddress(given)
  }

  private inet6Address(): Step {
    const dev = this.of(...LINKS)
    const address = this.of(
      `2001:db8:${1 + this.random(2)}::${1 + this.random(3)}/${this.of(64, 64, 128)}`,
      `2001:db8:${1 + this.random(2)}::${1 + this.random(3)}/64`,
      this.of('ff02::9/64', '::1/128', 'fe80::77/64'),
    )
    if (this.chance(35)) return this.deleteAddress({ dev, address })
    const flags = [...(this.chance(15) ? ['nodad'] : []), ...(this.chance(10) ? ['noprefixroute'] : [])]
    const given = {
      ...{ dev, address },
      ...(flags.length > 0 ? { flags } : {}),
      ...(this.chance(10) ? { metric: 300 } : {}),
      ...(this.chance(10) ? { preferred: 0, valid: 9000 } : {}),
    }
    return this.putAddress(given)
  }

  private deleteAddress(fresh: object): Step {
    const given = this.again(this.addresses, fresh)
    return this.step('addresses.delete', (rtnl, one) => rtnl.addresses.delete(one), given)
  }

  private putAddress(given: { readonly dev: string; readonly address: string; readonly peer?: string }): Step {
    const { dev, address, peer } = given
    this.addresses.push({ dev, address, ...(peer === undefined ? {} : { peer }) })
    const verb = this.of('add', 'add', 'replace', 'change')
    return this.step(`addresses.${verb}`, (rtnl, one) => rtnl.addresses[verb as 'add'](one), given)
  }

  private route(): Step {
    const dst = this.of('default', '10.20.0.0/16', '10.20.0.0/24', '198.51.100.7', '10.20.1.5/24', '10.9.0.0/24')
    const type = this.chance(20)
      ? { type: this.of('blackhole', 'unreachable', 'prohibit', 'throw', 'local', 'broadcast') }
      : {}
    const nowhere = 'type' in type && type.type !== 'local' && type.type !== 'broadcast'
    const gateway = this.of('10.9.0.1', '10.9.0.2', '10.9.0.9', '10.9.1.9', '10.9.0.255', '192.0.2.99')
    const dev = this.of(...LINKS)
    const next = nowhere
      ? {}
      : this.of<object>(
          { gateway },
          { gateway },
          { gateway, dev },
          { dev },
          { gateway, dev, onlink: true },
          {
            multipath: [{ gateway }, { gateway: '10.9.0.9', weight: 3 }],
          },
        )
    return this.routeStep({ dst, ...type, ...next, ...this.routeOptions('10.9.0.1') })
  }

  private routeOptions(prefsrc: string): object {
    return {
      ...(this.chance(40) ? { metric: this.of(50, 100) } : {}),
      ...(this.chance(15) ? { table: 77 } : {}),
      ...(this.chance(15) ? { protocol: 'static' } : {}),
      ...(this.chance(15) ? { prefsrc } : {}),
      ...(this.chance(10) ? { metrics: { mtu: 1300 } } : {}),
      ...(this.chance(5) ? { tos: 16 } : {}),
    }
  }

  private routeStep(route: object): Step {
    const verb = this.of('add', 'add', 'add', 'append', 'replace', 'replace', 'change', 'delete', 'delete')
    const given = verb === 'delete' ? this.again(this.routes, route) : route
    if (verb !== 'delete') this.routes.push(route)
    return this.step(`routes.${verb}`, (rtnl, route) => rtnl.routes[verb as 'add'](route), given)
  }

  private inet6Route(): Step {
    const dst = this.of('default', '2001:db8:20::/48', '2001:db8:20::/64', '2001:db8:20::5/48', '2001:db8:1::/64')
    const type = this.chance(15) ? { type: this.of('blackhole', 'unreachable', 'prohibit', 'throw') } : {}
    const gateway = this.of('2001:db8:1::1', '2001:db8:1::9', '2001:db8:2::9', '2001:db8:99::9', 'fe80::9', 'ff02::9')
    const dev = this.of(...VETHS, ...BRIDGES, ...MACVLANS)
    const next =
      'type' in type ? {} : this.of<object>({ gateway }, { gateway, dev }, { dev }, { gateway, dev, onlink: true })
    return this.routeStep({ dst, family: 'inet6', ...type, ...next, ...this.routeOptions('2001:db8:1::1') })
  }

  private lookup(): Step {
    const [destination, query] = this.of<[string, object]>(
      [
        this.of(
          '10.9.0.1',
          '10.9.0.2',
          '10.9.0.7',
          '10.9.0.255',
          '10.20.1.1',
          '198.51.100.7',
          '203.0.113.1',
          '127.0.0.1',
        ),
        this.query(),
      ],
      [
        this.of('2001:db8:1::1', '2001:db8:1::7', '2001:db8:20::1', '2001:db8:77::1', '::1'),
        this.chance(30) ? { fibMatch: true } : {},
      ],
    )
    return this.step('routes.get', (rtnl, to, query) => rtnl.routes.get(to, query), destination, query)
  }

  private query(): object {
    return {
      ...(this.chance(20) ? { dev: this.of(...LINKS) } : {}),
      ...(this.chance(20) ? { from: '10.9.0.1' } : {}),
      ...(this.chance(20) ? { mark: 5 } : {}),
      ...(this.chance(20) ? { fibMatch: true } : {}),
    }
  }

  private rule(): Step {
    const given = {
      family: this.of('inet', 'inet6'),
      ...(this.chance(60) ? { priority: this.of(100, 200, 0) } : {}),
      ...(this.chance(40) ? { fwmark: 5 } : {}),
      ...(this.chance(20) ? { iifname: this.of('v0', 'lo') } : {}),
      ...(this.chance(10) ? { oifname: 'v0' } : {}),
      ...(this.chance(20) ? { suppressPrefixlen: 0 } : {}),
      ...(this.chance(20)
        ? { action: this.of('blackhole', 'unreachable', 'prohibit') }
        : { table: this.of<unknown>(77, 'main', 300) }),
    }
    const whole = given.family === 'inet' && this.chance(30) ? { ...given, src: '10.9.0.0/24' } : given
    if (this.chance(50)) return this.step('rules.delete', (rtnl, rule) => rtnl.rules.delete(rule), whole)
    return this.step('rules.add', (rtnl, rule) => rtnl.rules.add(rule), whole)
  }

  private neighbour(): Step {
    const dev = this.of(...VETHS, ...BRIDGES, ...MACVLANS)
    const dst = this.of('10.9.0.7', '10.9.0.8', '2001:db8:1::7')
    if (this.chance(20)) return this.step('neighbours.get', (rtnl, dst, dev) => rtnl.neighbours.get(dst, dev), dst, dev)
    const given = {
      ...{ dev, dst },
      ...(this.chance(80) ? { lladdr: this.hardware() } : {}),
      ...(this.chance(30) ? { state: [this.of('stale', 'noarp', 'permanent')] } : {}),
    }
    const verb = this.of('add', 'add', 'replace', 'change', 'append', 'delete', 'delete')
    return this.step(
      `neighbours.${verb}`,
      (rtnl, one) => rtnl.neighbours[verb as 'add'](one),
      verb === 'delete' ? { dev, dst } : given,
    )
  }
}
