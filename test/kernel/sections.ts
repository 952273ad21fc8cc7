/** The commands that print the network configuration of a namespace, one per section. */
export const SECTIONS = {
  links: 'ip -d -j link',
  addresses: 'ip -d -j addr',
  routes: 'ip -d -j -4 route show table all',
  routes6: 'ip -d -j -6 route show table all',
  labels: 'ip -d -j -f mpls route',
  rules: 'ip -d -j -4 rule',
  rules6: 'ip -d -j -6 rule',
  neighbours: 'ip -d -j neigh show nud all',
  proxies: 'ip -d -j neigh show proxy',
  fdb: 'bridge -d -j fdb',
  ports: 'bridge -d -j link',
} as const
