/** docs/from-ip.md: network namespaces and sysctls. */
import t from 'tap'
import { inSandbox } from '../../kernel/namespace.ts'
import { Calls } from './calls.ts'
import { prepare, same } from './changes.ts'
import { alike } from './listings.ts'
import { makeSandboxes } from './namespaces.ts'
import { rowsUnder } from './page.ts'

const LINKS = 'ip link set lo up; ip link add veth0 type veth peer name veth1'

/** For lists; the changes before have deleted all names. */
const NAMES = 'ip netns add blue; ip netns attach other $PID; ip netns set blue 7'

if (inSandbox(t, import.meta.url)) {
  const sandboxes = await makeSandboxes()
  using calls = await Calls.open(sandboxes.ours.pid)
  await t.test('sysctls', async (t) => {
    await prepare(t, sandboxes, LINKS)
    await same(t, rowsUnder('Sysctls'), sandboxes, calls, ['settings', 'settingsOfNames'])
    await alike(t, rowsUnder('Listing sysctls'), sandboxes.ours, calls)
  })
  await t.test('namespaces', async (t) => {
    await prepare(t, sandboxes, '')
    await same(t, rowsUnder('Network namespaces'), sandboxes, calls, ['names', 'nsids'])
    await prepare(t, sandboxes, NAMES)
    await alike(t, rowsUnder('Listing network namespaces'), sandboxes.ours, calls)
  })
}
