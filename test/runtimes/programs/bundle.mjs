// Bundles main.mjs and main.cjs with each bundler, as ESM and as CommonJS: bundles/BUNDLER-FORMAT-ENTRY/main.{mjs,cjs}.
// Arguments: the folder with rollup and webpack, and the one with esbuild.
import { createRequire } from 'node:module'
import { join } from 'node:path'

const [modules, ownModules] = process.argv.slice(2).map((folder) => createRequire(join(folder, '_')))
const esbuild = ownModules('esbuild')
const { rollup } = modules('rollup')
const resolve = modules('@rollup/plugin-node-resolve')
const commonjs = modules('@rollup/plugin-commonjs')
const webpack = modules('webpack')

const bundlers = {
  esbuild: async (entry, format, folder, name) =>
    esbuild.build({
      entryPoints: [entry],
      bundle: true,
      platform: 'node',
      format,
      outfile: join(folder, name),
      logLevel: 'warning',
    }),

  async rollup(entry, format, folder, name) {
    const plugins = [resolve({ preferBuiltins: true }), commonjs()]
    const bundle = await rollup({ input: entry, plugins })
    await bundle.write({ file: join(folder, name), format, inlineDynamicImports: true })
  },

  async webpack(entry, format, folder, name) {
    const esm = { module: true, library: { type: 'module' }, chunkFormat: 'module' }
    const output = { path: folder, filename: name, ...(format === 'esm' ? esm : {}) }
    const compiler = webpack({ mode: 'production', target: 'node20', entry, output, optimization: { minimize: false } })
    const stats = await new Promise((done, fail) =>
      compiler.run((error, result) => (error === null ? done(result) : fail(error))),
    )
    if (stats.hasErrors() || stats.hasWarnings())
      throw new Error(stats.toString({ all: false, errors: true, warnings: true }))
  },
}

for (const [bundler, bundle] of Object.entries(bundlers))
  for (const format of ['esm', 'cjs'])
    for (const entry of ['mjs', 'cjs']) {
      const folder = join(process.cwd(), 'bundles', `${bundler}-${format}-${entry}`)
      await bundle(`./main.${entry}`, format, folder, `main.${format === 'esm' ? 'mjs' : 'cjs'}`)
    }
