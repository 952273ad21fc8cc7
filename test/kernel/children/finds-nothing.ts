/** Prints what it reads in a new namespace. */
import { Rtnl } from '../../../src/index.ts'

await using rtnl = await Rtnl.open()
const gateways = [await rtnl.defaultGateway('inet'), await rtnl.defaultGateway('inet6')]
process.stdout.write(
  JSON.stringify({
    links: (await rtnl.links.list()).map(({ name }) => name),
    addresses: (await rtnl.addresses.list()).length,
    routes: (await rtnl.routes.list({ table: 'main' })).length,
    nsids: (await rtnl.nsids.list()).length,
    gateways: gateways.map((gateway) => gateway ?? null),
  }),
)
