import { transform } from 'esbuild'
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

/**
 * Makes CommonJS of ES modules that share chunks. tsup would do it as well, but replaces `?.` and `??` by calls, which are slow.
 * `import()` becomes a late `require`, which is quicker than the loader of ES modules.
 */
const asCommonJs: Options = {
  format: 'esm',
  outExtension: () => ({ js: '.cjs' }),
  // import.meta does not parse in CommonJS, which has __filename instead
  define: { 'import.meta.filename': 'undefined', 'import.meta.url': 'undefined' },
  plugins: [
    {
      name: 'commonjs',
      renderChunk: async (code) =>
        transform(code, { format: 'cjs', platform: 'node', supported: { 'dynamic-import': false }, target: 'node20' }),
    },
  ],
}

export default defineConfig([
  { ...library, format: 'esm' },
  { ...library, ...asCommonJs, dts: false },
  // its types
  { ...library, format: 'cjs', dts: { only: true } },
  // as CommonJS they would start a tenth sooner, and decode half as fast: imported names would be looked up at each use
  {
    ...library,
    format: 'esm',
    entry: { bin: 'src/cli/bin.ts', relay: 'src/relay/bin.ts' },
    dts: false,
    // commander requires modules of Node.js, which an ES module has no function for
    banner: {
      js: `import { createRequire as makeRequire } from 'node:module'
const require = makeRequire(import.meta.url)`,
    },
  },
])
