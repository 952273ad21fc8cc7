// Encodes and decodes a message with rtnl/codec, which uses nothing of Node.js.
import { decode, encode, messageTypes } from 'rtnl/codec'

const { node } = messageTypes.RTM_NEWADDR
const bytes = encode(node, { header: { family: 'inet6', index: 2 }, address: '2001:db8::1' })
const { address } = decode(node, bytes)
if (address !== '2001:db8::1' || bytes.length !== 28) throw new Error(`${address}, ${bytes.length} bytes`)
console.log(JSON.stringify({ codec: 'works' }))
