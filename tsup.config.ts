import type { Options } from 'tsup'
import { defineConfig } from 'tsup'

const library: Options = {
  entry: { index: 'src/index.ts', codec: 'src/codec.ts', nftables: 'src/nftables.ts', testing: 'src/testing.ts' },
  dts: true,
  target: 'node20',
  platform: 'node',
  splitting: true,
  // `node:fs` stays `node:fs`, so that what reaches Node is seen
  removeNodeProtocol: false,
}

export default defineConfig([
  { ...library, format: 'esm' },
  // import.meta does not parse in CommonJS, which has __filename instead
  { ...library, format: 'cjs', define: { 'import.meta.url': 'undefined' } },
  {
    entry: { bin: 'src/cli/bin.ts', relay: 'src/relay/bin.ts' },
    format: ['esm'],
    target: 'node20',
    platform: 'node',
    splitting: false,
    removeNodeProtocol: false,
    banner: { js: '#!/usr/bin/env node' },
  },
])
