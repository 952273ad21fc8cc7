/** `rtnl-dump nft` with a fake kernel: requests, output and monitoring. */
import t from 'tap'
import type { Io } from '../../../src/cli/io.ts'
import { messageTypes } from '../../../src/netfilter/tables/index.ts'
import { NLM_F_APPEND, NLM_F_DUMP_INTR } from '../../../src/netlink/protocol/header.ts'
import { Nftables } from '../../../src/nftables.ts'
import { link } from '../../../src/rtnl/link/tables/link.ts'
import { Rtnl } from '../../../src/rtnl/rtnl.ts'
import { NetnsError } from '../../../src/setns/errors.ts'
import { FakeKernel } from '../../../src/testing.ts'
import { until } from '../../until.ts'
import type { Listings } from '../netfilter/nftables/ruleset.ts'
import { EPERM, FakeNetfilter } from '../netfilter/nftables/ruleset.ts'
import type { World } from './world.ts'
import { encodeMessage, noNamespaces, run, Sink } from './world.ts'

const EINVAL = 22
const ip = { header: { family: 'ip' } } as const

const ACCEPT = { name: 'immediate', data: { dreg: 0, data: { verdict: { code: 'accept' } } } }
const jump = (chain: string) => ({ name: 'immediate', data: { dreg: 0, data: { verdict: { code: 'jump', chain } } } })

const LISTINGS: Listings = {
  NFT_MSG_GETTABLE: [
    { name: 't', handle: 1n },
    { ...ip, name: 'nat', handle: 2n },
    { ...ip, name: 't', handle: 3n },
  ],
  NFT_MSG_GETCHAIN: [
    { table: 't', name: 'c', handle: 4n, hook: { hooknum: 1, priority: 0 }, type: 'filter', policy: 'drop' },
    { table: 't', name: '__chain1', handle: 5n, flags: ['binding'] },
    { table: 't', name: '__chain2', handle: 6n, flags: ['binding'] },
    { ...ip, table: 'nat', name: 'c', handle: 7n },
    { ...ip, table: 'nat', name: 'd', handle: 8n },
  ],
  NFT_MSG_GETRULE: [
    { table: 't', chain: 'c', handle: 9n, expressions: [jump('__chain1')] },
    { table: 't', chain: '__chain1', handle: 10n, expressions: [ACCEPT] },
    { table: 't', chain: '__chain2', handle: 11n, expressions: [ACCEPT] },
    { ...ip, table: 'nat', chain: 'd', handle: 12n, expressions: [ACCEPT] },
    {
      ...ip,
      table: 'nat',
      chain: 'd',
      handle: 13n,
      expressions: [{ name: 'match', data: { name: 'string', rev: 1 } }],
    },
  ],
  NFT_MSG_GETSET: [{ table: 't', name: 's', handle: 14n, keyType: 7, keyLen: 4 }],
  NFT_MSG_GETSETELEM: [{ table: 't', set: 's', elements: [{ key: { value: Uint8Array.of(10, 0, 0, 1) } }] }],
  NFT_MSG_GETOBJ: [{ table: 't', name: 'o', handle: 15n, type: 'counter', data: { packets: 1n, bytes: 2n } }],
  NFT_MSG_GETFLOWTABLE: [{ table: 't', name: 'f', handle: 16n, hook: { num: 0, priority: 0 } }],
}

const opening =
  (world: FakeNetfilter): Io['openNftables'] =>
  () =>
    Nftables.open({ transport: world.socket, order: world.order })

const nft = (...argv: string[]) => run(['nft', ...argv], { openNftables: opening(new FakeNetfilter(LISTINGS)) })
const printed = async (...argv: string[]): Promise<string> => {
  const { code, stdout, stderr } = await nft(...argv)
  t.same([code, stderr], [0, ''], argv.join(' '))
  return stdout
}

const WHOLE = `table inet t {
	counter o {
		packets 1 bytes 2
	}

	set s {
		type ipv4_addr
		elements = { 10.0.0.1 }
	}

	flowtable f {
		hook ingress priority filter
	}

	chain c {
		type filter hook input priority filter; policy drop;
		jump { accept; }
	}
}
`

t.test('the ruleset', async (t) => {
  const text = await printed()
  t.ok(text.startsWith(WHOLE), text)
  t.equal(await printed('--family', 'inet'), WHOLE)
  t.equal(await printed('list', '--family', 'inet'), WHOLE)
  t.equal(
    await printed('--table', 'nat', '--handles'),
    `table ip nat { # handle 2
	chain c { # handle 7
	}

	chain d { # handle 8
		accept # handle 12
		# xt match string # handle 13
	}
}
`,
  )
  t.equal(
    await printed('--chain', 'c'),
    `table inet t {
	chain c {
		type filter hook input priority filter; policy drop;
		jump { accept; }
	}
}

table ip nat {
	chain c {
	}
}
`,
  )
  t.equal(await printed('--chain', 'nope'), '')
  t.equal(await printed('--table', 'nope'), '')
  t.equal(await printed('list', 'ruleset'), await printed(), "nft's own words")
  t.equal(await printed('list', 'ruleset', 'inet'), WHOLE)
  t.equal(await printed('-a', 'list', 'table', 'nat'), await printed('--table', 'nat', '--handles'))
  const inet = await printed('--family', 'inet', '--chain', 'c')
  t.equal(await printed('list', 'chain', 'inet', 't', 'c'), inet)
  t.equal(
    await printed('list', 'chain', 'inet', 't', 'c', '--raw'),
    await printed('--family', 'inet', '--chain', 'c', '--raw'),
  )
  const colourful = await run(['nft', '--table', 'nat'], {
    openNftables: opening(new FakeNetfilter(LISTINGS)),
    env: { FORCE_COLOR: '1' },
  })
  t.match(colourful.stdout, '\t\t\x1b[2m# xt match string\x1b[22m\n')
})

t.test('JSON', async (t) => {
  const objects = JSON.parse(await printed('--json'))
  t.strictSame(
    objects.map(({ object, value }: { object: string; value: { handle: number } }) => `${object} ${value.handle}`),
    [
      ...['table 1', 'table 2', 'table 3', 'object 15', 'set 14', 'flowtable 16'],
      ...[4, 5, 6, 7, 8].map((handle) => `chain ${handle}`),
      ...[9, 10, 11, 12, 13].map((handle) => `rule ${handle}`),
    ],
  )
  t.strictSame(objects.at(-2), {
    object: 'rule',
    value: { family: 'ip', table: 'nat', chain: 'd', handle: 12, statements: [{ verdict: 'accept' }] },
  })
  const lines = (await printed('--json-lines', '--chain', 'c', '--family', 'inet')).trimEnd().split('\n')
  t.strictSame(
    lines.map((line) => JSON.parse(line)).map(({ object, value }) => `${object} ${value.handle}`),
    ['table 1', 'chain 4', 'chain 5', 'rule 9', 'rule 10'],
  )
})

t.test('byte by byte: the messages of the last reading', async (t) => {
  const names = (text: string): string[] => text.match(/^(?:NFT_MSG_\w+)$/gm) ?? []
  t.strictSame(names(await printed('--raw', '--table', 't', '--family', 'inet')), [
    'NFT_MSG_NEWTABLE',
    ...Array(3).fill('NFT_MSG_NEWCHAIN'),
    'NFT_MSG_NEWSET',
    'NFT_MSG_NEWOBJ',
    'NFT_MSG_NEWFLOWTABLE',
    'NFT_MSG_NEWSETELEM',
    ...Array(3).fill('NFT_MSG_NEWRULE'),
  ])
  const chain = await printed('--raw', '--chain', 'd')
  t.strictSame(names(chain), [
    ...Array(3).fill('NFT_MSG_NEWTABLE'),
    'NFT_MSG_NEWCHAIN',
    'NFT_MSG_NEWRULE',
    'NFT_MSG_NEWRULE',
  ])
  t.match(chain, /NFTA_RULE_CHAIN +"d"/)
  t.match(chain, /nlmsg_flags +NLM_F_MULTI\n/)

  // the rules change once while they are read
  const world = new FakeNetfilter({
    NFT_MSG_GETTABLE: (answer) => {
      if (world.generation++ > 1) world.generation = 2
      answer.done()
    },
  })
  const { code, stdout } = await run(['nft', '--raw'], { openNftables: opening(world) })
  t.strictSame([code, stdout], [0, ''])

  // a dump is interrupted once, after its only message
  let interrupted = 0
  const changing = new FakeNetfilter({
    NFT_MSG_GETTABLE: (answer) => {
      answer.message(messageTypes.NFT_MSG_NEWTABLE.type, changing.bytes('NFT_MSG_NEWTABLE', { name: 'n' }))
      answer.done(0, interrupted++ === 0 ? NLM_F_DUMP_INTR : 0)
    },
  })
  const again = await run(['nft', '--raw'], { openNftables: opening(changing) })
  t.strictSame([names(again.stdout), interrupted], [['NFT_MSG_NEWTABLE'], 2])
})

t.test('all namespaces that have a name', async (t) => {
  const world: World = {
    netns: { ...noNamespaces, list: async () => ['one', 'gone', 'tw\x1bo'].map((name) => ({ name })) },
    openNftables: async (_io, place) => {
      if (place === 'gone') throw new NetnsError({ errno: 2, operation: 'open', target: 'gone', syscall: 'open' })
      return await opening(new FakeNetfilter({ NFT_MSG_GETTABLE: [{ name: 't' }] }))('inline', place)
    },
  }
  const both = await run(['nft', '--all-netns'], world)
  t.equal(both.stdout, '# netns one\ntable inet t {\n}\n\n# netns tw\\x1bo\ntable inet t {\n}\n')
  t.match((await run(['nft', '--all-netns', '--raw'], world)).stdout, /^netns one\nNFT_MSG_NEWTABLE\n/)
  t.strictSame(
    JSON.parse((await run(['nft', '--all-netns', '--json'], world)).stdout).map(
      ({ netns }: { netns: string }) => netns,
    ),
    ['one', 'tw\x1bo'],
  )
  for (const words of [['monitor'], ['trace']]) {
    const { code, stderr } = await run(['nft', ...words, '--all-netns'], world)
    t.strictSame([code, stderr], [2, 'rtnl-dump: monitor and trace watch one namespace; select it with --netns\n'])
  }
})

t.test('refusals', async (t) => {
  const refusing = (errno: number): World => ({
    openNftables: opening(new FakeNetfilter({ NFT_MSG_GETGEN: (answer) => answer.refuse(errno) })),
  })
  t.match(await run(['nft'], refusing(EPERM)), {
    code: 1,
    stdout: '',
    stderr: 'rtnl-dump: NFT_MSG_GETGEN: EPERM: Operation not permitted (it takes CAP_NET_ADMIN in that namespace)\n',
  })
  t.match(
    (await run(['nft'], refusing(EINVAL))).stderr,
    /EINVAL: Invalid argument \(perhaps this kernel has no nf_tables\)\n$/,
  )
  t.match(
    (await run(['nft', 'monitor'], refusing(12))).stderr,
    /^rtnl-dump: NFT_MSG_GETGEN: ENOMEM: Cannot allocate memory\n$/,
  )
  const broken: World = {
    openNftables: async () => {
      throw new TypeError('a mistake')
    },
  }
  t.match(await run(['nft'], broken), { code: 1, stderr: 'rtnl-dump: a mistake\n' })
  t.match(
    (await run(['nft'], { openNftables: opening(new FakeNetfilter()), stdout: new Sink({ fail: 'EPIPE' }) })).code,
    0,
  )
  for (const words of [['--family', 'inet6'], ['--json', '--raw'], ['--handles', '--json'], ['--nope']])
    t.equal((await nft(...words)).code, 2, words.join(' '))
})

/** Watches until `text` was printed. */
const watch = async (words: readonly string[], world: FakeNetfilter, happen: () => void, text: string) => {
  const stop = new AbortController()
  const [stdout, stderr] = [new Sink(), new Sink()]
  const open: Io['open'] = () =>
    Rtnl.open({
      transport: new FakeKernel((_request, answer) => {
        answer.message(16, encodeMessage(link, { header: { index: 2 }, ifname: 'eth0' }))
        answer.done()
      }),
    })
  const running = run(['nft', ...words], {
    ...{ open, stdout, stderr, openNftables: opening(world), interrupted: () => stop.signal },
  })
  await until(() => world.kernels.some(({ groups }) => groups.size > 0), 'the monitor to listen')
  happen()
  await until(() => (stdout.text + stderr.text).includes(text), text)
  stop.abort()
  return await running
}

t.test('monitor', async (t) => {
  const world = new FakeNetfilter(LISTINGS)
  const happen = (): void => {
    world.notify(
      'NFT_MSG_NEWRULE',
      { ...ip, table: 'nat', chain: 'd', handle: 5n, expressions: [ACCEPT] },
      NLM_F_APPEND,
    )
    world.notify('NFT_MSG_NEWSETELEM', {
      table: 't',
      set: 's',
      elements: [{ key: { value: Uint8Array.of(10, 0, 0, 2) } }],
    })
    world.kernel.notify(0xaff, Uint8Array.of(1, 2))
    world.notify('NFT_MSG_NEWGEN', { id: 5, procPid: 123, procName: 'nft' })
  }
  const { code, stdout, stderr } = await watch(
    ['monitor', '--no-timestamps', '--handles'],
    world,
    happen,
    'generation 5',
  )
  t.strictSame([code, stderr], [0, ''])
  t.equal(
    stdout,
    `add rule ip nat d accept # handle 5
add element inet t s { 10.0.0.2 }
# other type 2815 ${stdout.match(/2815 (\w+)/)?.[1]}
# new generation 5 by process 123 (nft)
`,
  )
  const again = new FakeNetfilter(LISTINGS)
  const lost = await watch(['monitor', '--json-lines'], again, () => again.kernel.overrun(), 'lost"')
  t.match(lost, {
    code: 0,
    stdout: '{"time":"2026-01-02T03:04:05.678Z","action":"lost"}\n',
    stderr: 'rtnl-dump: events were lost: the receive buffer overflowed\n',
  })
  const third = new FakeNetfilter(LISTINGS)
  t.equal(
    (await watch(['monitor'], third, () => third.kernel.overrun(), 'lost\n')).stdout,
    '2026-01-02T03:04:05.678Z # lost\n',
  )
})

t.test('trace', async (t) => {
  const world = new FakeNetfilter(LISTINGS)
  const step = { ...ip, table: 'nat', chain: 'd', id: 7, type: 'rule', ruleHandle: 12n } as const
  const happen = (): void => {
    world.notify('NFT_MSG_TRACE', {
      ...step,
      iif: 2,
      oif: 3,
      networkHeader: Uint8Array.of(0x45),
      verdict: { code: 'accept' },
    })
  }
  const { code, stdout } = await watch(['trace', '--no-timestamps'], world, happen, 'verdict accept')
  t.equal(code, 0)
  t.equal(
    stdout,
    `trace id 00000007 ip nat d packet: iif "eth0" oif "if3" ip version 4 ip hdrlength 5
trace id 00000007 ip nat d rule accept (verdict accept)
`,
  )
  const again = new FakeNetfilter(LISTINGS)
  t.match(await watch(['trace'], again, () => again.kernel.overrun(), '# lost'), { code: 0 })
})
