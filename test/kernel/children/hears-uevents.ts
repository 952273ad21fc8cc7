/**
 * Opens a stream of uevents. `idle`: takes nothing, so that nothing keeps this process alive. `listening`: prints the
 * header of the first one, for which it has to stay alive.
 */
import { openDatagrams } from '../../../src/netlink/socket/datagrams.ts'

const [, , what, io] = process.argv
const stream = openDatagrams({ protocol: 15, groups: [1], io: io as 'thread' | 'inline' })
if (what === 'listening') {
  const first = stream.next()
  console.log('listening')
  const { value } = await first
  console.log(value.action === 'datagram' ? Buffer.from(value.bytes).toString('latin1').split('\0')[0] : value.action)
  await stream.return()
}
