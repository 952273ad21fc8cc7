import type { Options } from 'tsup'
import { defineConfig } from 'tsup'

/**
 * Packages that become part of the files. They are CommonJS, which costs an ES module as much time to import as Node.js takes
 * for half of its own start. `scripts/licenses.mjs` adds their licenses.
 */
const noExternal = ['buffer-layout', 'commander', 'fastest-levenshtein', 'ipaddr.js', 'picocolors', 'yaml']

const library: Options = {
  entry: { index: 'src/index.ts', codec: 'src/codec.ts', nftables: 'src/nftables.ts', testing: 'src/testing.ts' },
  dts: true,
  target: 'node20',
  platform: 'node',
  splitting: true,
  noExternal,
  // `node:fs` stays `node:fs`, so that what reaches Node is seen
  removeNodeProtocol: false,
}

export default defineConfig([
  { ...library, format: 'esm' },
  // import.meta does not parse in CommonJS, which has __filename instead
  { ...library, format: 'cjs', define: { 'import.meta.filename': 'undefined', 'import.meta.url': 'undefined' } },
  {
    entry: { bin: 'src/cli/bin.ts', relay: 'src/relay/bin.ts' },
    format: ['esm'],
    target: 'node20',
    platform: 'node',
    splitting: true,
    noExternal,
    removeNodeProtocol: false,
    // commander requires modules of Node.js, which an ES module has no function for
    banner: {
      js: `#!/usr/bin/env node
import { createRequire as makeRequire } from 'node:module'
const require = makeRequire(import.meta.url)`,
    },
  },
])
