import { Netns, Rtnl } from 'rtnl'

const main = async () => {
  const rtnl = await Rtnl.open() // loads the addon
  console.log((await rtnl.links.get('lo')).name)
  rtnl.close()

  const ns = await Netns.createAnonymous() // starts the helper
  ns.close()
}

main().catch((error) => console.log(`${error.name}: ${error.message}`))
