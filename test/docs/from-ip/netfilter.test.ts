/** docs/from-ip.md: nft, iptables and conntrack. */
import t from 'tap'
import { inSandbox } from '../../kernel/namespace.ts'
import { Calls } from './calls.ts'
import { prepare, same } from './changes.ts'
import { alike } from './listings.ts'
import { makeSandboxes } from './namespaces.ts'
import { rowsUnder } from './page.ts'

const RULESET = `
  nft flush ruleset
  nft -f - <<'END'
    table ip t {}
    table inet web {
      counter hits {}
      set lan { type ipv4_addr; flags interval; elements = { 10.9.0.0/16, 192.0.2.1 }; }
      map way { type inet_service : ipv4_addr; elements = { 80 : 10.9.0.2 }; }
      chain guests { ip saddr @lan counter accept; drop comment "the rest"; }
      chain input {
        type filter hook input priority filter; policy drop;
        ct state established,related accept
        tcp dport { 80, 443 } jump guests
      }
    }
END
`

/** With every chain, in the order in which the calls make them. */
const IPTABLES = `
  nft flush ruleset
  for chain in PREROUTING INPUT OUTPUT POSTROUTING; do iptables -t nat -P $chain ACCEPT; done
`

const CONNECTIONS = `
  nft flush ruleset
  conntrack -I -p tcp -s 192.0.2.1 -d 198.51.100.7 --sport 1024 --dport 80 --state ESTABLISHED -t 600
  conntrack -I -p udp -s 192.0.2.1 -d 198.51.100.7 --sport 1025 --dport 53 -t 300 -m 5
  conntrack -I -p tcp -s 10.0.0.1 -d 198.51.100.7 --sport 1026 --dport 80 --state ESTABLISHED -t 600 --src-nat 203.0.113.1
`

if (inSandbox(t, import.meta.url)) {
  const sandboxes = await makeSandboxes()
  using calls = await Calls.open(sandboxes.ours.pid)
  await t.test('nft', async (t) => {
    await prepare(t, sandboxes, '')
    await same(t, rowsUnder('nft'), sandboxes, calls, ['ruleset'])
  })
  await t.test('lists of rules', async (t) => {
    await prepare(t, sandboxes, RULESET)
    await alike(t, rowsUnder('Listing the ruleset'), sandboxes.ours, calls)
  })
  await t.test('iptables', async (t) => {
    await prepare(t, sandboxes, IPTABLES)
    await same(t, rowsUnder('iptables'), sandboxes, calls, ['iptables'])
  })
  await t.test('conntrack', async (t) => {
    await prepare(t, sandboxes, 'nft flush ruleset')
    await same(t, rowsUnder('conntrack'), sandboxes, calls, ['connections'])
  })
  await t.test('lists of connections', async (t) => {
    await prepare(t, sandboxes, CONNECTIONS)
    await alike(t, rowsUnder('Listing connections'), sandboxes.ours, calls)
  })
}
