import { defineConfig } from 'tsup'

export default defineConfig([
  {
    entry: { index: 'src/index.ts', codec: 'src/codec.ts', nftables: 'src/nftables.ts', testing: 'src/testing.ts' },
    format: ['esm', 'cjs'],
    dts: true,
    target: 'node20',
    platform: 'node',
    // import.meta.url for the CJS build
    shims: true,
    splitting: true,
    // `node:fs` stays `node:fs`, so that what reaches Node is seen
    removeNodeProtocol: false,
  },
  {
    entry: { bin: 'src/cli/bin.ts' },
    format: ['esm'],
    target: 'node20',
    platform: 'node',
    splitting: false,
    removeNodeProtocol: false,
    banner: { js: '#!/usr/bin/env node' },
  },
])
