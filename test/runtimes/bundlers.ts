/** Which bundles of the package run, in a folder of their own with the binaries, and what they report without. */
import { cpSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { unshare } from '../kernel/surroundings.mjs'
import { failure, run } from './installed.ts'
import { eachOf, type Table } from './table.ts'

const BUNDLERS = ['esbuild', 'rollup', 'webpack']
const FORMATS = { esm: 'ESM', cjs: 'CommonJS' } as const
const ENTRIES = ['mjs', 'cjs']
const WITHOUT = 'an error names them'

/** Runs a bundle without the two folders that it needs, with one of them, and with both. */
const tried = async (
  bundle: string,
  extension: string,
  modules: string,
): Promise<{ works: string; without: string }> => {
  const main = (): ReturnType<typeof run> => run([...unshare, process.execPath, `main.${extension}`], bundle)
  const nothing = await main()
  cpSync(join(modules, 'node-gyp-build'), join(bundle, 'node_modules/node-gyp-build'), { recursive: true })
  const halved = await main()
  cpSync(join(modules, 'rtnl/prebuilds'), join(bundle, 'prebuilds'), { recursive: true })
  const complete = await main()
  const named =
    nothing.stdout.includes('the module node-gyp-build, which chooses the binary, was not found') &&
    halved.stdout.includes(`a bundle needs the folder \`prebuilds\` of rtnl in ${bundle} or in its parent`)
  return {
    works: complete.code === 0 && complete.stdout === 'lo\n' && complete.stderr === '' ? 'works' : failure(complete),
    without: named ? WITHOUT : `${failure(nothing)}; ${failure(halved)}`,
  }
}

/** The table. `folder` has the installed package, which is hidden from the bundles before they run. */
export const bundlers = async (folder: string, modules: string, root: string): Promise<Table> => {
  const bundled = await run([process.execPath, 'bundle.mjs', modules, join(root, 'node_modules')], folder)
  if (bundled.code !== 0 || bundled.stderr !== '') throw new Error(failure(bundled))
  const hidden = join(folder, 'hidden')
  renameSync(join(folder, 'node_modules'), hidden)
  const rows = BUNDLERS.flatMap((bundler) =>
    (['esm', 'cjs'] as const).map((format) => ({ bundler, format, extension: format === 'esm' ? 'mjs' : 'cjs' })),
  )
  return {
    columns: ['bundler', 'output', '`import` of rtnl', '`require` of rtnl', 'without the two folders'],
    rows: await eachOf(rows, async ({ bundler, format, extension }) => {
      const cells: { works: string; without: string }[] = []
      for (const entry of ENTRIES)
        cells.push(await tried(join(folder, 'bundles', `${bundler}-${format}-${entry}`), extension, hidden))
      const without = new Set(cells.map((cell) => cell.without))
      return [bundler, FORMATS[format], ...cells.map(({ works }) => works), [...without].join('; ')]
    }),
  }
}
