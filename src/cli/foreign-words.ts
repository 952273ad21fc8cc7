/** What this program has for commands of other programs, for people who type them here. */
import type { Command } from 'commander'
import { suggestion } from './command.ts'
import { UsageError } from './failure.ts'

/** By the first words of a command line. The longest match is shown. */
const INSTEAD: { readonly [words: string]: string } = {
  arp: '`rtnl-dump neighbours` lists neighbours',
  bridge: '`rtnl-dump links` shows bridges and the state of their ports',
  'bridge fdb': '`rtnl-dump neighbours --family bridge` lists forwarding entries',
  'bridge monitor': '`rtnl-dump monitor links neighbours` shows changes of bridges',
  brctl: '`rtnl-dump links` shows bridges and the state of their ports',
  ethtool:
    'speed and duplex are not part of rtnetlink: `ethtool LINK`, or /sys/class/net/LINK/speed. `rtnl-dump links --stats` ' +
    'shows counters',
  ifconfig: '`rtnl-dump` without a command prints a summary',
  iptables: '`rtnl-dump nft` shows the rules of nf_tables, those of iptables-nft included',
  ipvsadm: 'IPVS is not part of rtnetlink',
  netstat: '`rtnl-dump routes` lists routes; sockets are not shown',
  ss: 'sockets are not shown',
  tc: '`rtnl-dump trace -- tc ...` shows what tc requests; qdiscs, classes and filters are not listed',
  tcpdump: '`rtnl-dump record -- COMMAND` and `rtnl-dump monitor --write FILE` capture messages',
  strace: '`rtnl-dump trace -- COMMAND` runs a program under strace',
}

/** A sentence about the first words of a command line; undefined for words of no other program. */
const insteadOf = ([first = '', ...rest]: readonly string[]): string | undefined => {
  const second = rest.find((word) => !word.startsWith('-'))
  for (const words of [`${first} ${second}`, first]) if (Object.hasOwn(INSTEAD, words)) return INSTEAD[words]
  return undefined
}

/** For a command line that begins with a word that is no command. */
export const unknownCommand = ({ commands }: Command, words: readonly string[]): UsageError => {
  const [given = ''] = words
  const known = commands.map((command) => command.name())
  const instead = insteadOf(words)
  return new UsageError(
    `unknown command '${given}'${instead === undefined ? suggestion(given, known) : `; ${instead}`}`,
  )
}
