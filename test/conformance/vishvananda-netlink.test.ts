/** vishvananda/netlink's fixtures: all are of families that have no tables yet (conntrack, sockets, FOU, ipset). */
import t from 'tap'
import { cases, skip } from './cases.ts'

t.test('no case is about links, addresses, routes, rules or neighbours', { skip }, async (t) => {
  const headers = cases('go/vishvananda-netlink.json').map(({ header }) => header)
  t.same(new Set(headers), new Set(['tcp_info', 'tcp_bbr_info', 'nfgenmsg', 'genlmsghdr']))
})
