/** What tcpdump captures on a link of kind nlmon: tshark and `rtnl-dump decode` agree on every message. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream, readFileSync, writeFileSync } from 'node:fs'
import t from 'tap'
import { dissectedAlike } from '../../kernel/dissected.ts'
import { build, peerNamespace } from '../../oracle/scene.ts'
import { run } from '../../unit/cli/world.ts'
import { until } from '../../until.ts'
import { BRIDGE, LINKS, ROUTES, TUNNELS } from './scenes.ts'

const FILE = '/tmp/nlmon.pcap'
const MARK = 'captured-at-the-end'

build('ip link add mon0 type nlmon\nip link set mon0 up')
const options = ['--packet-buffered', '-B', '65536', '-Z', 'root', '-w', FILE]
const tcpdump = spawn('tcpdump', ['-i', 'mon0', ...options], { stdio: ['ignore', 'ignore', 'pipe'] })
let said = ''
tcpdump.stderr.on('data', (part) => {
  said += part
})
await until(() => said.includes('listening'), 'tcpdump to listen')

build(LINKS + TUNNELS + BRIDGE + ROUTES, [await peerNamespace(), await peerNamespace()])
const routes = Array.from(
  { length: 400 },
  (_, index) => `route add 198.18.${index >> 4}.${(index & 15) << 4}/28 dev lo metric ${1000 + index}\n`,
)
writeFileSync('/tmp/batch', routes.join(''))
build(`
  ip -batch /tmp/batch
  ip -d -s link
  ip address
  ip route show table all
  ip -6 rule
  bridge vlan
`)
build(`ip link set lo alias ${MARK}`)
const isWhole = (): boolean => readFileSync(FILE).includes(MARK)
await until(isWhole, 'the last message in the file')
tcpdump.kill('SIGINT')
await once(tcpdump, 'exit')

t.match(said, /^0 packets dropped by kernel$/m)
const { code, stdout } = await run(['decode', '--json-lines', FILE], { readFile: (path) => createReadStream(path) })
t.equal(code, 0, 'every message is read in full')
t.match(stdout, `"ifalias":"${MARK}"`)
const { messages, attributes } = dissectedAlike(t, FILE)
t.ok(messages > 1000, `${messages} messages`)
t.ok(attributes > 10_000, `${attributes} attributes`)
