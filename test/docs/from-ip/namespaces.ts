/**
 * Two sets of namespaces that are prepared alike: the commands run in one, the calls in the other, which is this process's
 * own. Each has a network namespace, a /run/netns and a /sys.
 */
import { execFileSync } from 'node:child_process'
import type { Section } from '../../kernel/comparable.ts'
import { COMMANDS, parsed, QUIET } from '../../kernel/comparable.ts'
import { peerNamespace } from '../../oracle/scene.ts'

/** Prints the settings of a namespace. Some files cannot be read, even by root; they are left out. */
const SETTINGS = 'grep -rs . /proc/sys/net/ipv4 /proc/sys/net/ipv6 /proc/sys/net/bridge /proc/sys/net/netfilter || true'

/** For each named namespace. */
const named = (command: string): string => `for name in $(ls /run/netns | sort); do echo "$name:"; ${command}; done`

/** What is compared beside the output of `ip` and `bridge`. */
const OTHERS = {
  labels6: 'ip -j addrlabel list',
  names: named('ip -n $name -d -j address'),
  beside: 'nsenter -t $PID --net ip -d -j link',
  ruleset: 'nft -j -a list ruleset',
  iptables: 'iptables-nft-save',
  connections: 'conntrack -L 2>&1; conntrack -L -f ipv6 2>&1',
  settings: SETTINGS,
  settingsOfNames: named(`nsenter --net=/run/netns/$name ${SETTINGS}`),
}

const PRINT = { ...COMMANDS, ...OTHERS }
type Other = keyof typeof OTHERS
/** What one command prints of a sandbox. */
export type Part = Section | Other

/** All parts but the routes of MPLS labels, which many kernels lack. */
export const ALL = Object.keys(PRINT).filter((part) => part !== 'labels') as Part[]

const lines = (text: string): string[] => text.trim().split('\n')

/** How the output of a command becomes a value that can be compared. Dates and times that run are masked here. */
const read: { readonly [part in Other]: (printed: string) => unknown } = {
  labels6: (printed) => JSON.parse(printed),
  names: (printed) => lines(printed).map((line) => (line.startsWith('[') ? parsed('addresses', line) : line)),
  beside: (printed) => parsed('links', printed),
  ruleset: (printed) => JSON.parse(printed),
  iptables: (printed) => lines(printed).filter((line) => !line.startsWith('#')),
  connections: (printed) =>
    lines(printed)
      // seconds that are left, by the hundred
      .map((line) => line.replace(/^(\S+ +\d+) (\d+)/, (_, start, left) => `${start} ${Math.round(left / 100)}`))
      .filter((line) => !line.startsWith('conntrack v'))
      .sort(),
  settings: (printed) => lines(printed).sort(),
  settingsOfNames: (printed) => lines(printed).sort(),
}

export type State = { readonly [part: string]: unknown }

const SEPARATOR = '--next--'

export class Sandbox {
  private readonly enter: readonly string[]
  /** A process in a namespace that commands name as `$PID`. */
  readonly pid: string

  /** `enter`: the words before a program that runs there. */
  constructor(enter: readonly string[], pid: string) {
    this.enter = enter
    this.pid = pid
  }

  /** Runs lines of shell and returns what they print. Throws with their errors. */
  run(script: string): string {
    const [program = '', ...words] = [...this.enter, 'bash', '-ec', script]
    return execFileSync(program, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], env: this.env })
  }

  state(parts: readonly Part[]): State {
    const commands = parts.map((part) => PRINT[part])
    const printed = this.run(commands.join(`\necho ${SEPARATOR}\n`)).split(SEPARATOR)
    return Object.fromEntries(
      parts.map((part, at) => {
        const text = printed[at] ?? ''
        return [part, part in read ? read[part as Other](text) : parsed(part, text)]
      }),
    )
  }

  /** Deletes all links, which takes their addresses and routes along, and runs lines of shell. */
  prepare(script: string): void {
    this.run(`for dev in $(ls /sys/class/net); do ip link del $dev 2>/dev/null || true; done; ${script}`)
  }

  private get env(): NodeJS.ProcessEnv {
    return { ...process.env, PID: this.pid }
  }
}

const SYS = 'mount -t sysfs none /sys'
const FRESH = `mkdir -p /run/netns; mount -t tmpfs -o mode=755 none /run/netns; ${SYS}`

export interface Sandboxes {
  /** Where the commands run. */
  readonly theirs: Sandbox
  /** Where the calls run: the namespaces of this process. */
  readonly ours: Sandbox
}

/** Makes the namespaces of the commands. Those of this process must be empty. */
export const makeSandboxes = async (): Promise<Sandboxes> => {
  const theirs = new Sandbox(['nsenter', '-t', await peerNamespace(FRESH), '--net', '--mount'], await peerNamespace())
  const ours = new Sandbox([], await peerNamespace())
  ours.run(SYS)
  for (const sandbox of [theirs, ours]) sandbox.run(`${QUIET}; ip netns add blue`)
  return { theirs, ours }
}
