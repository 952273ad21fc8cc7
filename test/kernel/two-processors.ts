/**
 * Import this first: what is imported behind it finds a machine of two processors, however many there are. With one,
 * the event loop would never look out for an answer (src/netlink/transport/thread.ts).
 */
import { syncBuiltinESMExports } from 'node:module'
import os from 'node:os'

os.availableParallelism = () => 2
syncBuiltinESMExports()
