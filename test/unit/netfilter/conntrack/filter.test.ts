/** Filters: what the kernel filters, what is filtered here, and what is refused before anything is sent. */
import t from 'tap'
import type { ConntrackFilter, KernelFilter } from '../../../../src/netfilter/conntrack/filter.ts'
import { kernelQuery, query } from '../../../../src/netfilter/conntrack/filter.ts'
import type { Connection } from '../../../../src/nftables.ts'

const web: Connection = {
  id: 1,
  family: 'ip',
  protocol: 'tcp',
  original: { src: '172.16.0.2', dst: '198.51.100.7', sport: 1024, dport: 80 },
  reply: { src: '198.51.100.7', dst: '192.0.2.1', sport: 80, dport: 5000 },
  state: 'established',
  status: ['seen-reply', 'assured', 'confirmed', 'snat'],
  mark: 0x15,
  labels: [5],
  helper: 'ftp',
}
const six: Connection = {
  id: 2,
  family: 'ip6',
  protocol: 'udp',
  original: { src: '2001:db8::1', dst: '2001:db8::2', sport: 5, dport: 53, zone: 7 },
  reply: { src: '2001:db8::2', dst: '2001:db8::1', sport: 53, dport: 5 },
  status: ['confirmed'],
}
const odd: Connection = {
  id: 3,
  family: 'ip',
  protocol: 89,
  original: { src: '10.0.0.1', dst: '224.0.0.5' },
  reply: { src: '224.0.0.5', dst: '10.0.0.1', zone: 9 },
  status: [],
  zone: 3,
}
const ALL = [web, six, odd]

const header = (family: string) => ({ header: { family } })

t.test('matching connections', async (t) => {
  const cases: readonly (readonly [ConntrackFilter, readonly number[]])[] = [
    [{}, [1, 2, 3]],
    [{ family: undefined, mark: undefined }, [1, 2, 3]],
    [{ family: 'ip6' }, [2]],
    [{ mark: 0x15 }, [1]],
    [{ mark: 0x10, markMask: 0xf0 }, [1]],
    [{ mark: 0, markMask: 0xf0 }, [2, 3]],
    [{ mark: 0x15, family: 'ip6' }, []],
    [{ zone: 0 }, [1]],
    [{ zone: 7 }, [2]],
    [{ zone: 3 }, [3]],
    [{ zone: 9 }, []],
    [{ status: ['assured', 'seen-reply'] }, [1]],
    [{ status: ['confirmed'], notStatus: ['seen-reply'] }, [2]],
    [{ notStatus: ['assured'] }, [2, 3]],
    [{ protocol: 'udp' }, [2]],
    [{ protocol: 17 }, [2]],
    [{ protocol: 89 }, [3]],
    [{ protocol: 'icmpv6' }, []],
    [{ src: '172.16.0.0/12' }, [1]],
    [{ src: '172.16.0.2' }, [1]],
    [{ src: '2001:0db8:0:0::1' }, [2]],
    [{ dst: '2001:db8::/33', dport: 53 }, [2]],
    [{ dst: '0.0.0.0/0' }, [1, 3]],
    [{ sport: 1024, dport: 80 }, [1]],
    [{ sport: 1025 }, []],
    [{ reply: { dst: '192.0.2.1', dport: 5000 } }, [1]],
    [{ reply: { src: '10.0.0.0/8' } }, []],
    [{ state: 'established' }, [1]],
    [{ state: 'shutdown-sent' }, []],
    [{ label: 5 }, [1]],
    [{ label: 6 }, []],
    [{ helper: 'ftp' }, [1]],
    [{ helper: 'sip' }, []],
  ]
  for (const [filter, ids] of cases)
    t.strictSame(
      ALL.filter(query(filter).matches).map(({ id }) => id),
      ids,
      JSON.stringify(filter),
    )
})

t.test("the requests for the kernel's filters", async (t) => {
  const asked = (filter: ConntrackFilter) => query(filter).request
  t.strictSame(asked({ protocol: 'tcp', src: '10.0.0.1' }), header('unspec'))
  t.strictSame(asked({ family: 'ip6', zone: 7 }), { ...header('ip6'), zone: 7 })
  t.strictSame(asked({ mark: 5 }), { ...header('unspec'), mark: 5, markMask: 0xffffffff })
  t.strictSame(asked({ status: ['assured'], notStatus: ['seen-reply', 'snat'] }), {
    ...header('unspec'),
    status: ['assured'],
    statusMask: 0x16,
  })
  t.strictSame(kernelQuery({ mark: 0x80000001, markMask: 0xf0000001 }).request, {
    ...header('unspec'),
    mark: 0x80000001,
    markMask: 0xf0000001,
  })
  t.strictSame(ALL.filter(kernelQuery({ family: 'ip' }).matches).length, 2)
})

t.test('invalid filters', async (t) => {
  const cases: readonly (readonly [{ readonly [key: string]: unknown }, RegExp])[] = [
    [{ famly: 'ip' }, /^famly: expected a field that exists; did you mean family\?/],
    [{ family: 'inet' }, /^family: expected one of ip, ip6, got "inet"/],
    [{ mark: -1 }, /^mark: expected a number from 0 to 4294967295, got -1/],
    [{ mark: '5' }, /^mark: /],
    [{ mark: 5, markMask: 2 ** 32 }, /^markMask: /],
    [{ markMask: 5 }, /^markMask: expected `mark` as well/],
    [{ zone: 65536 }, /^zone: expected a number from 0 to 65535/],
    [{ status: 'assured' }, /^status: expected a list of expected, seen-reply, assured/],
    [{ status: ['asured'] }, /^status\[0\]: .*did you mean assured\?/],
    [{ notStatus: ['assured', 5] }, /^notStatus\[1\]: /],
    [{ protocol: 'tpc' }, /^protocol: .*did you mean tcp\?/],
    [{ protocol: 256 }, /^protocol: expected a number from 0 to 255/],
    [{ src: '10.0.0' }, /^src: expected an address, with or without/],
    [{ dst: '10.0.0.0/33' }, /^dst: /],
    [{ sport: 65536 }, /^sport: /],
    [{ reply: { dport: 1.5 } }, /^reply\.dport: /],
    [{ reply: { src: 5 } }, /^reply\.src: /],
    [{ reply: { zone: 5 } }, /^reply\.zone: expected a field that exists/],
    [{ state: 'estab' }, /^state: expected one of none, syn-sent/],
    [{ label: 128 }, /^label: expected a number from 0 to 127/],
  ]
  for (const [filter, message] of cases) t.throws(() => query(filter as ConntrackFilter), message)
  for (const [filter] of cases)
    t.throws(() => query(filter as ConntrackFilter), { name: 'EncodeError', code: 'ERR_ENCODE' })
  t.throws(() => kernelQuery({ zone: 5 } as KernelFilter), /^zone: expected a field that exists/)
})
