/** Links on other links, and other kinds: VLANs, ipvlan, macvlan, vrf, macsec, HSR, CAN, ... */
import type { Rtnl } from '../../../src/index.ts'
import type { Step } from '../../kernel/twins.ts'

export const indexOf = async (rtnl: Rtnl, name: string): Promise<number> => (await rtnl.links.get(name)).index

/** Kinds without options. */
const PLAIN: readonly Step[] = [
  [
    'ip link add dm0 mtu 1405 numtxqueues 3 type dummy',
    (rtnl) => rtnl.links.add({ kind: 'dummy', name: 'dm0', mtu: 1405, numTxQueues: 3 }),
  ],
  [
    'ip link add ifb7 numtxqueues 3 numrxqueues 2 type ifb',
    (rtnl) => rtnl.links.add({ kind: 'ifb', name: 'ifb7', numTxQueues: 3, numRxQueues: 2 }),
  ],
  ['ip link add nlmon0 type nlmon', (rtnl) => rtnl.links.add({ kind: 'nlmon', name: 'nlmon0' })],
  [
    'ip link add team0 address 02:00:00:00:02:01 type team; ip link set e9 master team0',
    async (rtnl) => {
      await rtnl.links.add({ kind: 'team', name: 'team0', address: '02:00:00:00:02:01' })
      await rtnl.links.change('e9', { master: 'team0' })
    },
  ],
  ['ip link add vcan0 mtu 72 type vcan', (rtnl) => rtnl.links.add({ kind: 'vcan', name: 'vcan0', mtu: 72 })],
  [
    'ip link add vx0 type vxcan peer name vx1; ip link set vx1 up',
    (rtnl) => rtnl.links.add({ kind: 'vxcan', name: 'vx0', peer: { name: 'vx1', up: true } }),
  ],
  [
    'ip link add vx2 type vxcan peer name vx3 netns PEER',
    (rtnl) => rtnl.links.add({ kind: 'vxcan', name: 'vx2', peer: { name: 'vx3', netns: { pid: beside.pid } } }),
  ],
  [
    'ip link add v0 numtxqueues 5 numrxqueues 4 address 02:00:00:00:02:02 type veth peer name v1 numtxqueues 3 numrxqueues 2 address 02:00:00:00:02:03 mtu 1405',
    (rtnl) =>
      rtnl.links.add({
        kind: 'veth',
        name: 'v0',
        address: '02:00:00:00:02:02',
        ...{ numTxQueues: 5, numRxQueues: 4 },
        peer: { name: 'v1', address: '02:00:00:00:02:03', mtu: 1405, numTxQueues: 3, numRxQueues: 2 },
      }),
  ],
]

const VLANS: readonly Step[] = [
  [
    'ip link add link d0 name d0.258 type vlan id 258 protocol 802.1ad reorder_hdr off gvrp on mvrp on loose_binding on bridge_binding on ingress-qos-map 1:2 3:4 egress-qos-map 5:6 300:7',
    (rtnl) =>
      rtnl.links.add({
        kind: 'vlan',
        name: 'd0.258',
        link: 'd0',
        data: {
          id: 258,
          protocol: '802.1ad',
          flags: { flags: ['gvrp', 'mvrp', 'loose_binding', 'bridge_binding'], mask: 31 },
          ingressQos: [
            { from: 1, to: 2 },
            { from: 3, to: 4 },
          ],
          egressQos: [
            { from: 5, to: 6 },
            { from: 300, to: 7 },
          ],
        },
      }),
  ],
  [
    'ip link add link d0 name d0.4 type vlan id 4',
    (rtnl) => rtnl.links.add({ kind: 'vlan', name: 'd0.4', link: 'd0', data: { id: 4 } }),
  ],
  [
    'ip link set d0.258 type vlan gvrp off reorder_hdr on ingress-qos-map 1:5 egress-qos-map 5:0 6:3',
    (rtnl) =>
      rtnl.links.change('d0.258', {
        kind: 'vlan',
        data: {
          flags: { flags: ['reorder_hdr'], mask: 3 },
          ingressQos: [{ from: 1, to: 5 }],
          egressQos: [
            { from: 5, to: 0 },
            { from: 6, to: 3 },
          ],
        },
      }),
  ],
]

const ON_LINKS: readonly Step[] = [
  [
    'ip link add link d1 name mv0 address 02:00:00:00:02:04 type macvlan mode passthru nopromisc',
    (rtnl) =>
      rtnl.links.add({
        kind: 'macvlan',
        name: 'mv0',
        link: 'd1',
        address: '02:00:00:00:02:04',
        data: { mode: 'passthru', flags: ['nopromisc'] },
      }),
  ],
  [
    'ip link add link d2 name mv1 type macvlan mode source nodst bcqueuelen 513; ip link set mv1 type macvlan macaddr set 02:00:00:00:03:01 02:00:00:00:03:02',
    async (rtnl) =>
      rtnl.links.add({
        kind: 'macvlan',
        name: 'mv1',
        link: 'd2',
        data: {
          mode: 'source',
          flags: ['nodst'],
          bcQueueLen: 513,
          macaddrMode: 'set',
          macaddrData: ['02:00:00:00:03:01', '02:00:00:00:03:02'],
        },
      }),
  ],
  [
    'ip link add link d2 name mt0 type macvtap mode private',
    (rtnl) => rtnl.links.add({ kind: 'macvtap', name: 'mt0', link: 'd2', data: { mode: 'private' } }),
  ],
  [
    'ip link set mt0 type macvtap mode vepa',
    (rtnl) => rtnl.links.change('mt0', { kind: 'macvtap', data: { mode: 'vepa' } }),
  ],
  [
    'ip link add link d3 name ipvl0 type ipvlan mode l3s vepa',
    (rtnl) => rtnl.links.add({ kind: 'ipvlan', name: 'ipvl0', link: 'd3', data: { mode: 'l3s', flags: ['vepa'] } }),
  ],
  [
    'ip link add link d4 name ipvt0 type ipvtap mode l2 private',
    (rtnl) => rtnl.links.add({ kind: 'ipvtap', name: 'ipvt0', link: 'd4', data: { mode: 'l2', flags: ['private'] } }),
  ],
  [
    'ip link set ipvl0 type ipvlan mode l2 private',
    (rtnl) => rtnl.links.change('ipvl0', { kind: 'ipvlan', data: { mode: 'l2', flags: ['private'] } }),
  ],
  [
    'ip link set ipvl0 type ipvlan mode l3 bridge',
    (rtnl) => rtnl.links.change('ipvl0', { kind: 'ipvlan', data: { mode: 'l3', flags: [] } }),
  ],
  [
    'ip link add link d5 name ms0 type macsec port 258 encrypt on cipher gcm-aes-256 icvlen 15 encodingsa 2 validate strict protect on replay on window 130 send_sci off end_station on',
    (rtnl) =>
      rtnl.links.add({
        kind: 'macsec',
        name: 'ms0',
        link: 'd5',
        data: {
          port: 258,
          cipherSuite: 'gcm-aes-256',
          icvLen: 15,
          encodingSa: 2,
          validation: 'strict',
          window: 130,
          ...{ encrypt: true, protect: true, replayProtect: true, incSci: false, es: true },
        },
      }),
  ],
  [
    'ip link add link d5 name ms1 type macsec sci 1234567890abcdef cipher gcm-aes-xpn-128 validate check',
    (rtnl) =>
      rtnl.links.add({
        kind: 'macsec',
        name: 'ms1',
        link: 'd5',
        data: { sci: '0x1234567890abcdef', cipherSuite: 'gcm-aes-xpn-128', validation: 'check' },
      }),
  ],
  [
    'ip link add link d5 name ms2 address 02:00:00:00:02:05 type macsec scb on send_sci off',
    (rtnl) =>
      rtnl.links.add({
        kind: 'macsec',
        name: 'ms2',
        link: 'd5',
        address: '02:00:00:00:02:05',
        data: { scb: true, incSci: false },
      }),
  ],
  [
    'ip link set ms1 type macsec encrypt on encodingsa 3 validate disabled',
    (rtnl) =>
      rtnl.links.change('ms1', { kind: 'macsec', data: { encrypt: true, encodingSa: 3, validation: 'disabled' } }),
  ],
  [
    'ip link add hsr0 type hsr slave1 d6 slave2 d7 supervision 45 version 1',
    async (rtnl) =>
      rtnl.links.add({
        kind: 'hsr',
        name: 'hsr0',
        data: { slave1: await indexOf(rtnl, 'd6'), slave2: await indexOf(rtnl, 'd7'), multicastSpec: 45, version: 1 },
      }),
  ],
  [
    'ip link add hsr1 type hsr slave1 e6 slave2 e7 interlink e8 supervision 47 version 1',
    async (rtnl) =>
      rtnl.links.add({
        kind: 'hsr',
        name: 'hsr1',
        data: {
          ...{ slave1: await indexOf(rtnl, 'e6'), slave2: await indexOf(rtnl, 'e7') },
          ...{ interlink: await indexOf(rtnl, 'e8'), multicastSpec: 47, version: 1 },
        },
      }),
  ],
  [
    'ip link add link d2 name mv2 type macvlan mode bridge bclim -1',
    (rtnl) => rtnl.links.add({ kind: 'macvlan', name: 'mv2', link: 'd2', data: { mode: 'bridge', bcCutoff: -1 } }),
  ],
  [
    'ip link add prp0 type hsr slave1 d8 slave2 d9 supervision 46 proto 1',
    async (rtnl) => {
      const ports = { slave1: await indexOf(rtnl, 'd8'), slave2: await indexOf(rtnl, 'd9') }
      await rtnl.links.add({ kind: 'hsr', name: 'prp0', data: { ...ports, multicastSpec: 46, protocol: 'prp' } })
    },
  ],
]

const MASTERS: readonly Step[] = [
  [
    'ip link add vrf0 up type vrf table 70001; ip link set e0 master vrf0 up',
    async (rtnl) => {
      await rtnl.links.add({ kind: 'vrf', name: 'vrf0', up: true, data: { table: 70001 } })
      await rtnl.links.change('e0', { master: 'vrf0', up: true })
    },
  ],
  ['ip link set e0 nomaster', (rtnl) => rtnl.links.change('e0', { master: null })],
  ['ip link set e0 vrf vrf0', (rtnl) => rtnl.links.change('e0', { master: 'vrf0' })],
  [
    'ip link add bat0 type batadv ra BATMAN_V; ip link set e1 master bat0',
    async (rtnl) => {
      await rtnl.links.add({ kind: 'batadv', name: 'bat0', data: { algoName: 'BATMAN_V' } })
      await rtnl.links.change('e1', { master: 'bat0' })
    },
  ],
  [
    'ip link add gtp0 type gtp role sgsn hsize 258 restart_count 3',
    (rtnl) =>
      rtnl.links.add({
        kind: 'gtp',
        name: 'gtp0',
        data: { role: 'sgsn', pdpHashsize: 258, restartCount: 3, createSockets: true },
      }),
  ],
]

/** The process in the second namespace, to which links are moved. */
export const beside = { pid: 0 }

export const LINKS: readonly Step[] = [...PLAIN, ...VLANS, ...ON_LINKS, ...MASTERS]
