/** The rules that Docker writes when it starts: which packets are forwarded, and with which source address. */
import { accept, counter, drop, ip, jump, leave, meta } from 'rtnl/nftables'

// Two extensions of iptables, by their structs, so that `iptables-save` lists what Docker's own rules look like.
// Without iptables they would be ct.state('established,related') and field('fib daddr type')('local').

/** `-m conntrack --ctstate RELATED,ESTABLISHED` */
const answers = {
  extension: 'match',
  name: 'conntrack',
  rev: 3,
  info: `${'00'.repeat(146)}010000000600`.padEnd(2 * 168, '0'),
}

/** `-m addrtype --dst-type LOCAL`: addresses of the host. */
const toHost = { extension: 'match', name: 'addrtype', rev: 1, info: '0000040000000000' }

const nat = (bridge) => ({
  DOCKER: [[meta.iifname(bridge), counter(), leave()]],
  PREROUTING: [[toHost, counter(), jump('DOCKER')]],
  OUTPUT: [[ip.daddr('!=', '127.0.0.0/8'), toHost, counter(), jump('DOCKER')]],
})

const filter = (bridge) => ({
  DOCKER: [],
  'DOCKER-ISOLATION-STAGE-1': [
    [meta.iifname(bridge), meta.oifname('!=', bridge), counter(), jump('DOCKER-ISOLATION-STAGE-2')],
    [counter(), leave()],
  ],
  'DOCKER-ISOLATION-STAGE-2': [
    [meta.oifname(bridge), counter(), drop()],
    [counter(), leave()],
  ],
  'DOCKER-USER': [[counter(), leave()]],
  FORWARD: [
    [counter(), jump('DOCKER-USER')],
    [counter(), jump('DOCKER-ISOLATION-STAGE-1')],
    [meta.oifname(bridge), answers, counter(), accept()],
    [meta.oifname(bridge), counter(), jump('DOCKER')],
    [meta.iifname(bridge), meta.oifname('!=', bridge), counter(), accept()],
    [meta.iifname(bridge), meta.oifname(bridge), counter(), accept()],
  ],
})

/** Base chains, through which the kernel passes packets. Rules jump to the other chains. */
const BASES = {
  nat: {
    PREROUTING: { type: 'nat', hook: 'prerouting', priority: -100, policy: 'accept' },
    OUTPUT: { type: 'nat', hook: 'output', priority: -100, policy: 'accept' },
  },
  filter: { FORWARD: { type: 'filter', hook: 'forward', priority: 0, policy: 'drop' } },
}

/** Everything at once, or nothing. */
export const writeRules = (nft, bridge) =>
  nft.transaction((tx) => {
    for (const [table, chains] of Object.entries({ nat: nat(bridge), filter: filter(bridge) })) {
      const where = { family: 'ip', table }
      tx.tables.add({ family: 'ip', name: table })
      for (const name of Object.keys(chains)) tx.chains.add({ ...where, name, ...BASES[table][name] })
      for (const [chain, rules] of Object.entries(chains))
        for (const statements of rules) tx.rules.add({ ...where, chain, statements })
    }
  })
