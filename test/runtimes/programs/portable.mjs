// What needs neither the addon nor Linux: the codec, and a client with a fake kernel. Prints a line of JSON for each.
import { Rtnl } from 'rtnl'
import { decode, encode, messageTypes } from 'rtnl/codec'
import { FakeKernel } from 'rtnl/testing'

const { RTM_NEWADDR, RTM_NEWLINK } = messageTypes

const bytes = encode(RTM_NEWADDR.node, { header: { family: 'inet6', index: 2 }, address: '2001:db8::1' })
const { address } = decode(RTM_NEWADDR.node, bytes)
if (address !== '2001:db8::1' || bytes.length !== 28) throw new Error(`${address}, ${bytes.length} bytes`)
console.log(JSON.stringify({ codec: 'works' }))

const header = { family: 'unspec', type: 'ether', index: 3, flags: ['up'], change: [] }
const transport = new FakeKernel((_request, answer) => {
  answer.message(RTM_NEWLINK.type, encode(RTM_NEWLINK.node, { header, ifname: 'eth7', mtu: 1312 }))
  answer.done()
})
const rtnl = await Rtnl.open({ transport })
const [link] = await rtnl.links.list()
rtnl.close()
if (link.name !== 'eth7' || link.mtu !== 1312) throw new Error(JSON.stringify(link))
console.log(JSON.stringify({ testing: 'works' }))
