/** README.md: its programs run, and print what it shows. */
import t from 'tap'
import { inSandbox, ipBatch } from '../kernel/namespace.ts'
import { readPage } from './blocks.ts'
import { runPrograms } from './programs.ts'

const PAGE = 'README.md'

/** The output that the page shows. */
const PRINTED = [
  'ENODEV RTM_GETLINK nope: ENODEV: No such device',
  'RTM_NEWLINK vxlan5: ERANGE: VXLAN ID must be lower than 16777216 (linkinfo.data.id)',
]

if (inSandbox(t, import.meta.url)) {
  // the default route that the programs look for
  ipBatch([
    'link set lo up',
    'link add eth0 type veth peer name eth1',
    'link set eth1 up',
    'link set eth0 up',
    'address add 203.0.113.2/24 dev eth0',
    'route add default via 203.0.113.1 metric 100',
  ])
  const { code, stdout, stderr } = await runPrograms(PAGE)
  t.same([code, stderr], [0, ''])
  for (const line of PRINTED) {
    t.ok(stdout.includes(`${line}\n`), line)
    t.ok(readPage(PAGE).includes(`// ${line}\n`), 'the page says so')
  }
  t.match(stdout, 'from blue')
  t.match(stdout, /^table inet \w+ \{$/m)
}
