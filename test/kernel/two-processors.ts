/**
 * Import this first: modules that are imported after it see a machine with two processors. With one processor, the
 * event loop would never poll for a reply (src/netlink/transport/thread.ts).
 */
import { syncBuiltinESMExports } from 'node:module'
import os from 'node:os'

os.availableParallelism = () => 2
syncBuiltinESMExports()
