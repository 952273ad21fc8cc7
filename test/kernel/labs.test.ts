/**
 * The networks of examples/, built by their programs without a tool of others, and looked at by such tools after every
 * step (test/labs).
 */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import t from 'tap'

const root = new URL('../..', import.meta.url)
const LABS = ['0', '1', '2', '2d', '3', '4']

/** What takes address translation, which the examples leave out. Whatever of it passes is a failure, until it is struck. */
const masqueraded = (source: string, links: string): string[] => [
  `one rule masquerades ${source} that leaves by ${links}`,
  'the rule counts',
  'it stands where sources are translated',
  '`iptables -t nat -L -v` lists it',
  'the rule has counted packets',
]
const answered = (name: string): string[] => [
  `${name} pings the internet`,
  `the internet saw the host's address for ${name}`,
  `and no other for ${name}`,
  `the internet is one hop away from ${name}`,
]
const NOT_YET: { readonly [lab: string]: readonly string[] } = {
  '1': [...masqueraded('172.16.0.0/16', 'any link but docker0'), ...['container1', 'container2'].flatMap(answered)],
  '2': [
    ...masqueraded('192.0.2.0/24', 'enp0s3'),
    ...['ns1', 'ns2', 'ns3'].flatMap(answered),
    'the connections are tracked, with the answers to the address of the host',
  ],
  '2d': [
    ...masqueraded('172.17.0.0/16', 'any link but docker0'),
    ...['ubuntu01', 'ubuntu02', 'ubuntu03'].flatMap(answered),
    'what nobody allows is not forwarded',
    "Docker's chains are there",
    'the user comes first, then isolation',
    'answers are let in',
    'published ports are not for containers',
    'published ports are for the host itself, but for its loopback',
    'and for what comes in',
  ],
}

t.ok(existsSync(new URL('dist/index.js', root)), 'the package is built (npm run build), as the examples import it')

// they wait for the network more than for the machine
t.jobs = LABS.length
t.setTimeout(0)
for (const lab of LABS) {
  const env = { ...process.env, NOT_YET: (NOT_YET[lab] ?? []).join('\n') }
  const options = { env, buffered: true, name: `lab ${lab}`, timeout: 240_000 }
  t.spawn(fileURLToPath(new URL('test/labs/run-seed.sh', root)), [lab], options)
}
