/** README.md: its commands print what it shows. */
import t from 'tap'
import { inSandbox } from '../kernel/namespace.ts'
import { blocksOf } from './blocks.ts'
import { inShell } from './console.ts'
import { container } from './scene.ts'
import { shownIn, withoutVolatile } from './shown.ts'

const PAGE = 'README.md'

if (inSandbox(t, import.meta.url)) {
  await container()
  for (const { line, ...block } of blocksOf(PAGE, 'console'))
    for (const { command, output } of shownIn({ line, ...block })) {
      const { code, stdout, stderr } = await inShell(command)
      t.equal(withoutVolatile(stdout), withoutVolatile(output), `${PAGE}:${line} $ ${command}`)
      t.same([code, stderr], [0, ''], command)
    }
}
