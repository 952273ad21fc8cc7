/** Connections are deleted and created again as they were listed. */
import { execFileSync } from 'node:child_process'
import t from 'tap'
import { fastPaths, setFastPaths } from '../../src/netlink/codec/fast/fast-paths.ts'
import type { Connection } from '../../src/nftables.ts'
import { Conntrack } from '../../src/nftables.ts'
import { inNamespace, ip } from './namespace.ts'
import { nftScript } from './nft.ts'

const V4 = { src: '192.0.2.1', dst: '198.51.100.7' } as const
const V6 = { src: '2001:db8::1', dst: '2001:db8::7' } as const

/** Values that the kernel assigns, and clocks. */
const kept = ({ id: _, use: __, timeout, ...one }: Connection): object => ({
  ...one,
  timeout: Math.round((timeout ?? 0) / 100),
})

const byTuple = (all: readonly Connection[]): string[] => all.map((one) => JSON.stringify(kept(one))).sort()

const enabled = fastPaths

if (inNamespace(t, import.meta.url)) {
  ip('link set lo up')
  for (const way of ['inline', 'thread', 'slow'] as const) {
    await t.test(way, async (t) => {
      const io = way === 'slow' ? 'inline' : way
      setFastPaths(enabled && way !== 'slow')
      await using ct = await Conntrack.open({ io })
      // labels need a rule that sets them
      nftScript(`table inet ${way} {\nchain o {\ntype filter hook output priority 0\nudp dport 5 ct label set 9\n}\n}`)
      const tcp = { protocol: 'tcp', ...V4, timeout: 600, state: 'established' } as const
      const nat = { address: '203.0.113.1', port: 7000 }
      const udp = { protocol: 'udp', ...V4, timeout: 600 } as const
      await ct.add({ ...tcp, sport: 1024, dport: 80, mark: 0x15, zone: 7 })
      await ct.add({ ...tcp, sport: 1025, dport: 21, status: ['seen-reply', 'assured'], helper: 'ftp' })
      await ct.add({ ...tcp, sport: 1026, dport: 20, master: { protocol: 'tcp', ...V4, sport: 1025, dport: 21 } })
      await ct.add({ ...udp, sport: 5, dport: 53, snat: nat, dnat: { address: '10.0.0.1', port: 5353 } })
      await ct.add({ ...udp, sport: 6, dport: 53, snat: nat, labels: [3, 9, 77], status: ['fixed-timeout'] })
      await ct.add({ protocol: 'icmp', ...V4, icmpType: 8, icmpCode: 0, icmpId: 0x0102, timeout: 600 })
      await ct.add({ protocol: 'icmpv6', ...V6, icmpType: 128, icmpCode: 0, icmpId: 7, timeout: 600 })
      await ct.add({ protocol: 'sctp', ...V6, sport: 9, dport: 10, timeout: 600 }).catch(() => undefined)
      execFileSync(
        'conntrack',
        `-I -s 192.0.2.9 -d 198.51.100.9 -p udp --sport 7 --dport 8 -t 600 --orig-zone 5`.split(' '),
        {
          stdio: 'ignore',
        },
      )
      const all = await ct.list()
      t.ok(all.length >= 8, `${all.length} connections`)
      for (const one of all) {
        const before = byTuple(await ct.list())
        await ct.delete(one)
        const without = byTuple(await ct.list())
        t.same(
          before.filter((line) => !without.includes(line)),
          [JSON.stringify(kept(one))],
          'it alone is deleted',
        )
        if (one.protocol === 'sctp') {
          await t.rejects(ct.add(one), { name: 'EncodeError', path: 'state' })
          continue
        }
        await ct.add(one)
        t.same(
          byTuple(await ct.list()),
          before,
          `${one.protocol} ${one.original.src}: it is made again as it was listed`,
        )
      }
      await ct.flush({ all: true })
    })
  }
}
