/** One source for many names: `from('net/core/rtnetlink.c', 'IFLA_', 'MTU GROUP')`. */
export const from = (source: string, prefix: string, names: string): { [name: string]: string } =>
  Object.fromEntries(names.split(/\s+/).map((name) => [prefix + name, source]))
