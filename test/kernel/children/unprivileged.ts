/** Sends many requests at once without CAP_NET_ADMIN, and prints the outcomes: a line of JSON per transport. */
import { setTimeout as sleep } from 'node:timers/promises'
import { Conntrack } from '../../../src/netfilter/conntrack/conntrack.ts'
import { Nftables } from '../../../src/netfilter/nftables/nftables.ts'
import { NetlinkSocket } from '../../../src/netlink/socket/socket.ts'
import { Rtnl } from '../../../src/rtnl/rtnl.ts'

const UNSETTLED = 'unsettled'

/** The outcome of each: `ok`, the code of its error, or pending. */
const outcomes = (asked: readonly Promise<unknown>[]): Promise<string[]> => {
  const late = sleep(10_000, UNSETTLED, { ref: false })
  const outcome = (one: Promise<unknown>): Promise<string> =>
    one.then(
      () => 'ok',
      (error) => String(error.code ?? error),
    )
  return Promise.all(asked.map((one) => Promise.race([outcome(one), late])))
}

for (const io of ['thread', 'inline'] as const) {
  const conntrack = await Conntrack.open({ io })
  const nft = await Nftables.open({ io })
  const rtnl = await Rtnl.open({ io })
  const connection = (sport: number): Promise<unknown> =>
    conntrack.add({ protocol: 'udp', src: '192.0.2.1', dst: '192.0.2.9', sport, dport: 53, timeout: 77 })
  const reported: { [what: string]: string[] } = {}
  reported['adds'] = await outcomes([connection(1001), connection(1002), connection(1003)])
  reported['stats, list, list'] = await outcomes([conntrack.stats(), conntrack.list(), conntrack.list()])
  reported['list again'] = await outcomes([conntrack.list()])
  reported['tables, chains'] = await outcomes([nft.tables.list(), nft.chains.list(), nft.ruleset()])
  reported['transaction'] = await outcomes([nft.transaction((tx) => tx.tables.add({ family: 'ip', name: 'x' }))])
  reported['routes'] = await outcomes(
    Array.from({ length: 300 }, (_, net) => rtnl.routes.add({ dst: `10.9.${net % 250}.0/24`, dev: 'lo' })),
  ).then((all) => [...new Set(all)])
  reported['links'] = await outcomes([rtnl.links.list(), rtnl.links.get('lo')])
  for (const client of [conntrack, nft, rtnl]) client.close()

  // no ACK is ever sent on this protocol
  const lookup = new NetlinkSocket({ protocol: 10, io })
  const short = new Uint8Array(4)
  reported['lookup'] = await outcomes([
    lookup.request(16, 0, short),
    lookup.get(16, short, () => 1),
    lookup.ask(16, short, () => 1),
    lookup.dump(16, short, () => 1),
    lookup.batchAll([{ type: 16, payload: short }]),
  ])
  lookup.close()
  console.log(JSON.stringify(reported))
}
