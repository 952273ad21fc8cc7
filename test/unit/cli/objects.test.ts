import t from 'tap'
import { network } from './holdings.ts'
import { run, Sink } from './world.ts'

const text = (lines: readonly string[]): string => `${lines.join('\n')}\n`

/** The output of a command that succeeds. */
const shown = async (...argv: string[]): Promise<string> => {
  const { code, stdout, stderr } = await run(argv, { held: network })
  if (code !== 0 || stderr !== '') throw new Error(`${argv.join(' ')}: ${code} ${stderr}`)
  return stdout
}

t.test('the overview', async (t) => {
  t.equal(
    await shown(),
    text([
      '#  NAME       KIND      STATE           MTU    ADDRESS            MASTER  PEER',
      '1  lo         loopback  up              65536',
      '     inet  127.0.0.1/8 scope host',
      '2  br0        bridge    up              1500   02:00:00:00:00:02',
      '     inet  192.0.2.1/24',
      '     inet6 fe80::2/64 scope link tentative',
      '3  veth1      veth      down            1500                              if4 in nsid 5',
      '4  veth0      veth      lowerlayerdown  1500   02:00:00:00:00:04  br0     veth1',
      '6  vlan5@if9  vlan      no carrier',
      '7  sit0       sit       down                   0.0.0.0',
      '     inet  192.0.2.8 peer 192.0.2.9/32',
      '',
      'default routes',
      '  inet   via 192.0.2.253   dev br0',
      '  inet   via 192.0.2.254   dev br0   metric 100  src 192.0.2.1  proto static',
      '  inet6  via 2001:db8::fe  dev br0   metric 50                  proto ra',
      '         via 192.0.2.3     dev if99',
    ]),
  )
})

t.test('the overview of an empty namespace', async (t) => {
  const held = { LINK: [{ header: { type: 'loopback', index: 1, flags: [] }, ifname: 'lo' }] }
  const { stdout } = await run([], { held })
  t.equal(stdout, text(['#  NAME  KIND      STATE', '1  lo    loopback  down', '', 'no default route']))
})

t.test('a default route without nexthop is shown as such, and a link may have neither kind nor state', async (t) => {
  const held = {
    LINK: [
      { header: { type: 'ether', index: 3, flags: ['up'] }, ifname: 'eth0', operstate: 'dormant' },
      { header: { type: 'ether', index: 5, flags: ['up'] }, ifname: 'eth1' },
    ],
    ROUTE: [{ header: { family: 'inet', type: 'unreachable', table: 'main' }, priority: 7 }],
  }
  const { stdout } = await run([], { held })
  t.equal(
    stdout,
    text([
      '#  NAME  STATE',
      '3  eth0  dormant',
      '5  eth1  up',
      '',
      'default routes',
      '  inet unreachable  metric 7  proto unspec',
    ]),
  )
})

t.test('links', async (t) => {
  t.equal(
    await shown('links'),
    text([
      '1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000',
      '    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00',
      '2: br0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP group default',
      '    link/ether 02:00:00:00:00:02 brd ff:ff:ff:ff:ff:ff bridge stp_state 0 vlan_filtering on alias "to the \\x1b[31mworld"',
      '4: veth0@veth1: <NO-CARRIER,BROADCAST,MULTICAST,SLAVE,UP> mtu 1500 master br0 state LOWERLAYERDOWN group 7',
      '    link/ether 02:00:00:00:00:04 permaddr 02:00:00:00:00:44 veth altname uplink',
      '3: veth1@if4: <> mtu 1500 state DOWN',
      '    link/ether link-netnsid 5 veth',
      '6: vlan5@if9: <UP> state DOWN',
      '    link/ether vlan protocol 802.1Q id 5',
      '7: sit0@NONE: <POINTOPOINT,0x40000000>',
      '    link/sit 0.0.0.0 peer 192.0.2.9 sit remote 192.0.2.9 local 0.0.0.0',
    ]),
  )
})

t.test('addresses', async (t) => {
  t.equal(
    await shown('addresses'),
    text([
      '1: lo inet 127.0.0.1/8 scope host',
      '2: br0 inet 192.0.2.1/24 brd 192.0.2.255 scope global dynamic secondary metric 20 label br0:1 valid_lft 3600sec preferred_lft 1800sec',
      '7: sit0 inet 192.0.2.8 peer 192.0.2.9/32 scope global',
      '2: br0 inet6 fe80::2/64 scope link tentative proto kernel_ll',
      '99: if99 inet6 2001:db8::99/64 scope global dynamic valid_lft forever preferred_lft 0sec',
    ]),
  )
})

t.test('routes', async (t) => {
  t.equal(
    await shown('routes'),
    text([
      'default via 192.0.2.254 dev br0 proto static src 192.0.2.1 metric 100',
      'default via 192.0.2.253 dev br0',
      'default proto ra metric 50',
      '\tnexthop via 2001:db8::fe dev br0 weight 2',
      '\tnexthop via inet 192.0.2.3 dev if99 weight 1 linkdown',
      '198.51.100.0/24 tos 0x10 dev if99 table 1000 proto kernel scope link onlink realms 3/4 mtu lock 1400 hoplimit 5',
      'blackhole 203.0.113.0/24',
      '2001:db8::/64 dev br0 proto ra expires 42sec error -101 pref high',
      '100 as to 200/300 via inet 192.0.2.7 dev br0 ttl-propagate enabled',
      '203.0.113.5/32 encap mpls 42 via 192.0.2.7 dev br0 expires 30sec',
    ]),
  )
})

t.test('routes through tunnels without links', async (t) => {
  const held = {
    ROUTE: [
      {
        header: { family: 'inet6', dstLen: 64, table: 'main', protocol: 'boot', type: 'unicast' },
        dst: '2001:db8::',
        multipath: [
          { header: { hops: 0, ifindex: 0, flags: [] }, encapType: 'mpls', newdst: '5', flow: 1 },
          { header: { hops: 0, ifindex: 0, flags: [] }, encapType: 'ip6', encap: { id: '0x9', dst: '2001:db8::1' } },
        ],
      },
    ],
  }
  const { stdout } = await run(['routes'], { held })
  t.equal(
    stdout,
    text([
      '2001:db8::/64',
      '\tnexthop encap mpls as to 5 weight 1 realms 1',
      '\tnexthop encap ip6 { id 0x9 dst 2001:db8::1 } weight 1',
    ]),
  )
})

t.test('rules', async (t) => {
  t.equal(
    await shown('rules'),
    text([
      '0: from all lookup local',
      '1000: inet6 not from 2001:db8::/64 to 2001:db8::1/128 tos 0x10 dscp 4 fwmark 0xff/0xf iif gone0 [detached] oif gone1 [detached] uidrange 0-99 ipproto tcp sport 1-2 dport 80 tun_id 0x7 lookup 100 suppress_prefixlength 0 suppress_ifgroup 3 realms 5 proto static',
      '2000: from all fwmark 0x1 goto 3000 [unresolved]',
      '3000: from all blackhole',
      '4000: from all lookup [l3mdev-table]',
    ]),
  )
})

t.test('neighbours and forwarding entries', async (t) => {
  t.equal(
    await shown('neighbours'),
    text([
      '192.0.2.3 dev br0 lladdr 02:00:00:00:00:33 router proto static REACHABLE',
      '192.0.2.5 dev if99 FAILED',
      '02:00:00:00:00:55 dev veth0 vlan 5 dst 198.51.100.7 port 4789 vni 42 src_vni 43 via br0 link-netnsid 1 nhid 9 master br0 self locked static',
      '02:00:00:00:00:56',
    ]),
  )
})

t.test('messages with few fields', async (t) => {
  const held = {
    ROUTE: [{ header: { family: 'inet', dstLen: 8, table: 'main', protocol: 'boot', type: 'unicast' } }],
    NEIGH: [
      { header: { family: 'inet', ifindex: 0, state: [], flags: [] }, lladdr: '' },
      { header: { family: 'bridge', ifindex: 3, state: ['permanent'], flags: ['master'] } },
    ],
  }
  t.equal((await run(['routes'], { held })).stdout, 'default\n')
  t.equal((await run(['neighbours'], { held })).stdout, '\n dev if3 master permanent\n'.replace(' dev', 'dev'))
})

t.test('nsids, and objects without a format', async (t) => {
  t.equal(
    await shown('nsids', '--details'),
    text(['nsid 3', 'nsid not assigned', 'nsid 4 current-nsid 5', '    unknown { id 77 bytes 0102 }']),
  )
})

t.test('settings', async (t) => {
  t.equal(
    await shown('netconf'),
    text([
      'inet br0 forwarding on rp_filter loose proxy_neigh off',
      'inet6 all forwarding off',
      'mpls if99 input on',
      'inet6',
    ]),
  )
})

t.test('details are wrapped into short lines', async (t) => {
  const stdout = await shown('links', '--dev', 'br0', '--details')
  t.match(stdout, /^ {4}data\.stp_state 0 data\.vlan_filtering on data\.priority 32768$/m)
  const held = {
    NSID: [
      {
        header: {},
        nsid: 1,
        unknown: Array.from({ length: 9 }, (_, id) => ({ id: id + 50, bytes: new Uint8Array(9) })),
      },
    ],
  }
  const { stdout: long } = await run(['nsids', '--details'], { held })
  t.same(
    long.split('\n').map((line) => line.length <= 100),
    [true, false, true],
    'one word that is too long stays whole',
  )
  const { stdout: wrapped } = await run(['links', '--details'], {
    held: {
      LINK: [
        {
          header: { index: 1, flags: [] },
          ifname: 'lo',
          ...Object.fromEntries(
            [
              'weight',
              'promiscuity',
              'numTxQueues',
              'numRxQueues',
              'gsoMaxSegs',
              'gsoMaxSize',
              'minMtu',
              'maxMtu',
              'groMaxSize',
            ].map((key) => [key, 12345678]),
          ),
          weight: undefined,
        },
      ],
    },
  })
  t.equal(wrapped.split('\n').length, 5, wrapped)
})

t.test('filters are sent to the kernel, and the others are applied here', async (t) => {
  t.equal(await shown('links', '--kind', 'bridge', '--up'), await shown('links', '--dev', '2'))
  t.match(await shown('links', '--down', '--type', 'ether'), /^3: veth1@if4/)
  t.match(await shown('links', '--master', 'br0', '--group', '7'), /^4: veth0@veth1/)
  t.match(await shown('addresses', '-6', '--dev', 'br0'), /^2: br0 inet6 fe80::2\/64.*\n$/)
  t.match(await shown('addresses', '-4', '--scope', 'host'), /^1: lo inet 127.0.0.1\/8 scope host\n$/)
  t.match(await shown('addresses', '--label', 'br0:1'), /^2: br0 inet 192.0.2.1\/24.*\n$/)
  t.equal(await shown('routes', '--table', '1000').then((all) => all.split('\n').length), 2)
  t.equal(await shown('routes', '--table', 'all'), await shown('routes'))
  t.match(
    await shown('routes', '--table', '254', '--family', 'inet', '--protocol', 'static'),
    /^default via 192.0.2.254 .*\n$/,
  )
  t.match(
    await shown('routes', '--via', '192.0.2.253', '--dst', 'default', '--dev', '2'),
    /^default via 192.0.2.253 dev br0\n$/,
  )
  t.match(await shown('routes', '--type', 'blackhole'), /^blackhole 203.0.113.0\/24\n$/)
  t.match(await shown('routes', '--scope', 'link'), /^198.51.100.0\/24 .*\n$/)
  t.match(await shown('rules', '--priority', '0xbb8'), /^3000: from all blackhole\n$/)
  t.match(await shown('rules', '--protocol', 'static', '--table', '100'), /^1000: inet6 .*\n$/)
  t.match(await shown('neighbours', '--state', 'failed'), /^192.0.2.5 dev if99 FAILED\n$/)
  t.match(
    await shown('neighbours', '--family', 'bridge', '--master', 'br0', '--dev', 'veth0'),
    /^02:00:00:00:00:55 .*\n$/,
  )
  t.equal(await shown('neighbours', '--proxy'), '')
  t.match(await shown('netconf', '--dev', 'all', '-6'), /^inet6 all forwarding off\n$/)
  t.equal(await shown('nsids', '--target', '5'), await shown('nsids'))
})

t.test("the kernel's decision about a destination", async (t) => {
  t.equal(await shown('routes', '--get', '192.0.2.77'), '192.0.2.77/32 dev br0 cloned mark 1 iif br0 uid 0\n')
  const words = ['--from', '192.0.2.1', '--iif', 'br0', '--dev', '2', '--mark', '1', '--tos', '16', '--uid', '5']
  const ports = ['--ip-proto', 'tcp', '--sport', '1', '--dport', '80', '--fib-match']
  t.match(await shown('routes', '--get', '192.0.2.77', ...words, ...ports), /^192.0.2.77\/32 /)
})

t.test('JSON: a document, or one object per line', async (t) => {
  const document = await shown('addresses', '--json')
  const list = JSON.parse(document)
  t.equal(list.length, 5)
  t.match(list[1], { address: '192.0.2.1/24', dev: 'br0', flags: ['secondary'], metric: 20 })
  t.equal(document.split('\n').length, 8, 'an address a line, between the brackets')
  t.same(
    (await shown('addresses', '--json-lines'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
    list,
  )
  t.equal(await shown('neighbours', '--json', '--proxy'), '[]\n')
  t.same(JSON.parse(await shown('routes', '--get', '192.0.2.77', '--json')).length, 1)
  t.equal(JSON.parse(await shown('links', '--dev', 'br0', '--json-lines')).name, 'br0')
  t.match(await shown('nsids', '--json'), '"unknown":[{"id":77,"bytes":"0102"}]', 'bytes are hexadecimal text')
})

t.test('raw: every message byte by byte', async (t) => {
  const one = await shown('links', '--dev', 'br0', '--raw')
  t.match(one, /^RTM_NEWLINK\n {4}0 {27}struct nlmsghdr\n/)
  t.match(one, /IFLA_INFO_KIND +"bridge"\n/)
  const many = await shown('rules', '--raw', '--priority', '3000')
  t.match(many, /^RTM_NEWRULE\n/)
  t.match(many, /\n {3}23 {2}06 +action +blackhole \(FR_ACT_BLACKHOLE\)\n/)
  t.equal(many.match(/struct nlmsghdr/g)?.length, 1, 'filters count for it as well')
  t.equal((await shown('netconf', '--raw')).match(/^RTM_NEWNETCONF$/gm)?.length, 4)
})

t.test('colours are for terminals, unless requested', async (t) => {
  const colour = '\u001b['
  const with_ = async (env: { [name: string]: string }, isTTY: boolean, ...argv: string[]) =>
    (await run(argv, { held: network, env, stdout: new Sink({ isTTY }) })).stdout.includes(colour)
  for (const argv of [
    [],
    ['links'],
    ['addresses'],
    ['routes'],
    ['rules'],
    ['neighbours'],
    ['netconf'],
    ['nsids', '--raw'],
  ]) {
    t.equal(await with_({}, true, ...argv), true, `${argv.join(' ')} on a terminal`)
    t.equal(await with_({}, false, ...argv), false, `${argv.join(' ')} in a pipe`)
  }
  t.equal(await with_({ NO_COLOR: '1', FORCE_COLOR: '1' }, true), false)
  t.equal(await with_({ NO_COLOR: '' }, true), true, 'an empty NO_COLOR does not count')
  t.equal(await with_({ FORCE_COLOR: '1' }, false), true)
  t.equal(await with_({ FORCE_COLOR: '0' }, true), false)
  t.equal(await with_({ FORCE_COLOR: 'false' }, true), false)
  t.equal(await with_({ TERM: 'dumb' }, true), false)
})

t.test('MPLS labels are a destination', async (t) => {
  const { code, stdout } = await run(['routes', '--family', 'mpls', '--dst', '100'], { held: network })
  t.equal(code, 0)
  t.match(stdout, /^mpls 100 as to 200\/300 |100 /)
  t.equal((await run(['routes', '--dst', 'default'], { held: network })).code, 0)
})
