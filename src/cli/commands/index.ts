/**
 * The commands that do not list objects. `main` imports this file only when one of them may be needed: with what they import,
 * the program would start half as fast.
 */
import type { Install } from '../command.ts'
import { installConntrack } from './conntrack.ts'
import { installDecode } from './decode.ts'
import { installDiff } from './diff.ts'
import { installExplain } from './explain.ts'
import { installGraph } from './graph.ts'
import { installMonitor } from './monitor.ts'
import { installNetns } from './netns.ts'
import { installNft } from './nft.ts'
import { installRecord } from './record.ts'
import { installServe } from './serve.ts'
import { installSnapshot } from './snapshot.ts'
import { installTrace } from './trace.ts'

export { installCompletion } from './completion.ts'

/** In the order of the help text. */
export const installs: readonly Install[] = [
  installNft,
  installConntrack,
  installNetns,
  installMonitor,
  installSnapshot,
  installDiff,
  installGraph,
  installServe,
  installDecode,
  installExplain,
  installTrace,
  installRecord,
]
