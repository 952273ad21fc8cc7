/**
 * `rtnl-dump` in one file, bundled from the sources, for tests that start it dozens of times: it starts in a third of the
 * time that the sources take. test/kernel/cli.test.ts starts the sources, so their coverage counts.
 */
import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url))

/** Starts it, as words; tap does not watch the process: its coverage would be that of another file. */
export const UNWATCHED = ['env', '-u', 'NODE_OPTIONS', process.execPath] as const

/** Bundles a program; returns the file, which is removed when this process ends. */
export const bundled = (source = 'cli'): string => {
  // as far below the root as dist/, since it looks for package.json and for the addon there
  const outfile = path(`../.tap/rtnl-${source}-${process.pid}.mjs`)
  buildSync({
    entryPoints: [path(`../src/${source}/bin.ts`)],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
  })
  process.once('exit', () => rmSync(outfile))
  return outfile
}
