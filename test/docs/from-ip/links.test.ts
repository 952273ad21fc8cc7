/** docs/from-ip.md: links and bridges. */
import t from 'tap'
import { inSandbox } from '../../kernel/namespace.ts'
import { Calls } from './calls.ts'
import { prepare, same } from './changes.ts'
import { alike } from './listings.ts'
import { makeSandboxes } from './namespaces.ts'
import { rowsUnder } from './page.ts'

const LINKS = `
  ip link set lo up
  ip link add veth0 address 02:00:00:00:01:00 type veth peer name veth1 address 02:00:00:00:01:01
`

const LISTED = `
  ip link add br0 up type bridge
  ip link add veth0 up address 02:00:00:00:01:00 type veth peer name veth1 address 02:00:00:00:01:01
  ip link set veth1 up master br0
  ip link property add dev veth0 altname to-the-internet
  ip link add eth9 group 7 type veth peer name eth0 netns blue
`

const BRIDGES = `
  ip link add br0 up type bridge
  ip link add veth0 up address 02:00:00:00:01:00 type veth peer name veth1 address 02:00:00:00:01:01
  ip link add veth2 up address 02:00:00:00:01:02 type veth peer name veth3 address 02:00:00:00:01:03
  ip link set veth1 up; ip link set veth0 master br0
  ip link add vx0 address 02:00:00:00:01:04 type vxlan id 42 dstport 4789
`

if (inSandbox(t, import.meta.url)) {
  const sandboxes = await makeSandboxes()
  using calls = await Calls.open(sandboxes.ours.pid)
  await t.test('links', async (t) => {
    await prepare(t, sandboxes, LINKS)
    await same(t, rowsUnder('Links'), sandboxes, calls, ['links', 'names', 'beside'])
  })
  await t.test('lists of links', async (t) => {
    await prepare(t, sandboxes, LISTED)
    await alike(t, rowsUnder('Listing links'), sandboxes.ours, calls)
  })
  await t.test('bridges', async (t) => {
    await prepare(t, sandboxes, BRIDGES)
    await same(t, rowsUnder('Bridges'), sandboxes, calls, ['links', 'ports', 'fdb'])
    await alike(t, rowsUnder('Listing bridges'), sandboxes.ours, calls)
  })
}
