/** Prints the errors of opening namespaces without /proc. */

import { Netns } from '../../../src/index.ts'
import { openNamespace } from '../../../src/setns/reference.ts'

const messages: string[] = []
for (const open of [
  () => openNamespace(1),
  () => openNamespace({ fd: 0 }),
  () => Netns.current(),
  () => openNamespace('blue'),
])
  try {
    await open()
  } catch (error) {
    messages.push((error as Error).message)
  }
process.stdout.write(JSON.stringify({ messages }))
