/** docs/from-ip.md: kinds of links that this machine's kernel may lack. */
import t from 'tap'
import { Calls } from '../../docs/from-ip/calls.ts'
import { prepare, same } from '../../docs/from-ip/changes.ts'
import { makeSandboxes } from '../../docs/from-ip/namespaces.ts'
import { rowsUnder } from '../../docs/from-ip/page.ts'

const LINKS = `
  ip link set lo up
  for i in 0 1 2 3; do ip link add d$i address 02:00:00:00:01:0$i type dummy; done
`

// The guest is slow, and is ended from outside when its own time is up.
t.setTimeout(0)
const sandboxes = await makeSandboxes()
using calls = await Calls.open(sandboxes.ours.pid)
await prepare(t, sandboxes, LINKS)
await same(t, rowsUnder('Other kinds of links'), sandboxes, calls, ['links'])
