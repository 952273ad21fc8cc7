/** Deletes the given links together, when asked to; prints the outcome. */
import { Rtnl } from '../../../src/index.ts'

const rtnl = await Rtnl.open()
process.stdin.once('data', async () => {
  await rtnl.links.deleteAll(process.argv.slice(2)).then(
    () => console.log('done'),
    (error) => console.log(error.message),
  )
  rtnl.close()
  process.stdin.destroy()
})
console.log('ready')
