// Uses the addon without the library, which would refuse: loads it and polls a socket. Shows whether the runtime aborts.
import { createRequire } from 'node:module'
import { dirname } from 'node:path'

const require = createRequire(import.meta.url)
const addon = require('node-gyp-build')(dirname(require.resolve('rtnl/package.json')))
const [one, other] = addon.socketpair(1, 2, 0)
await new Promise((resolve) => {
  one.poll(resolve)
  one.ref()
  other.send(Uint8Array.of(7))
})
one.close()
other.close()
