/** README.md: its programs run, and print what it shows. */
import t from 'tap'
import { inSandbox, ipBatch } from '../kernel/namespace.ts'
import { readPage } from './blocks.ts'
import { runPrograms } from './programs.ts'

const PAGE = 'README.md'

/** The output that the page shows. */
const PRINTED = [
  'hello from blue',
  'RTM_NEWLINK vxlan5: ERANGE: VXLAN ID must be lower than 16777216 (linkinfo.data.id)',
]

if (inSandbox(t, import.meta.url)) {
  ipBatch(['link set lo up'])
  const { code, stdout, stderr } = await runPrograms(PAGE)
  t.same([code, stderr], [0, ''])
  t.equal(stdout, `${PRINTED.join('\n')}\n`)
  for (const line of PRINTED) t.ok(readPage(PAGE).includes(`// ${line}\n`), 'the page says so')
}
