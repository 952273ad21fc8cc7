// Builds the page of `rtnl-dump serve` into dist/page, or the folder that is given: what a browser loads, from any web server.
// Nothing of Node.js is in it: esbuild refuses what it cannot resolve for a browser.
import { copyFileSync, mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url))

const folder = process.argv[2] ?? path('../dist/page')

mkdirSync(folder, { recursive: true })
buildSync({
  absWorkingDir: path('..'),
  entryPoints: { page: path('../src/page/dom/page.ts'), worker: path('../src/page/dom/worker.ts') },
  outdir: folder,
  bundle: true,
  platform: 'browser',
  format: 'esm',
  target: ['chrome123', 'firefox120', 'safari17.5'],
  charset: 'utf8',
  logLevel: 'warning',
})
for (const name of ['index.html', 'page.css', 'icon.svg'])
  copyFileSync(path(`../src/page/${name}`), `${folder}/${name}`)
