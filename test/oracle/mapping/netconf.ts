/** `ip -json netconf` and `ip -json netns list-id`. */
import type { Netconf, Nsid } from '../../../src/index.ts'
import { foreign, type Mapping, on } from '../compare.ts'

export const netconf: Mapping<Netconf> = {
  family: 'family',
  interface: 'dev',
  forwarding: on('forwarding'),
  rp_filter: 'rpFilter',
  mc_forwarding: on('mcForwarding'),
  proxy_neigh: on('proxyNeigh'),
  ignore_routes_with_linkdown: on('ignoreRoutesWithLinkdown'),
  input: on('input'),
}

export const nsid: Mapping<Nsid> = {
  nsid: 'nsid',
  name: foreign('found among the files of /run/netns'),
}
