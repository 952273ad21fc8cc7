/** Makes a bridge through the relay at a path, and deletes another link, which the policy refuses. Prints what has happened. */
import { Rtnl } from '../../../src/rtnl/rtnl.ts'

const [, , path = ''] = process.argv
try {
  const rtnl = await Rtnl.open({ relay: path })
  await rtnl.links.add({ kind: 'bridge', name: 'br1' })
  const refused = await rtnl.links.delete('e0').catch((error: { code: string }) => error.code === 'EPERM')
  rtnl.close()
  console.log(`br1 made, e0 ${refused === true ? 'refused' : 'deleted'}`)
} catch (error) {
  const { code, cause } = error as { code: string; cause: { code: string } }
  console.log(code, cause?.code)
}
