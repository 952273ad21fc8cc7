import { u64, vector } from '../../../netlink/codec/builders.ts'
import type { Vector } from '../../../netlink/codec/node.ts'

const ipstatsNames = [
  'num',
  'inpkts',
  'inoctets',
  'indelivers',
  'noectpkts',
  'ect1pkts',
  'ect0pkts',
  'cepkts',
  'outrequests',
  'outpkts',
  'outoctets',
  'outforwdatagrams',
  'inhdrerrors',
  'intoobigerrors',
  'innoroutes',
  'inaddrerrors',
  'inunknownprotos',
  'intruncatedpkts',
  'indiscards',
  'outdiscards',
  'outnoroutes',
  'reasmtimeout',
  'reasmreqds',
  'reasmoks',
  'reasmfails',
  'fragoks',
  'fragfails',
  'fragcreates',
  'inmcastpkts',
  'outmcastpkts',
  'inbcastpkts',
  'outbcastpkts',
  'inmcastoctets',
  'outmcastoctets',
  'inbcastoctets',
  'outbcastoctets',
  'csumerrors',
  'reasmOverlaps',
] as const

/**
 * IPSTATS_MIB_* of <linux/snmp.h>. `num` is the number of entries that the kernel sends, including this one. Linux 6.8
 * changed the order of the entries; the names are those of 6.8 and later.
 */
export const ipstats: Vector<(typeof ipstatsNames)[number]> = vector(u64, 'IPSTATS_MIB_', ipstatsNames, 0)

const icmp6Names = ['num', 'inmsgs', 'inerrors', 'outmsgs', 'outerrors', 'csumerrors', 'ratelimithost'] as const

/** ICMP6_MIB_* of <linux/snmp.h>. `num` is the number of entries that the kernel sends, including this one. */
export const icmp6stats: Vector<(typeof icmp6Names)[number]> = vector(u64, 'ICMP6_MIB_', icmp6Names, 0)
