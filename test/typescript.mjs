// Lets Node import the TypeScript sources and tests as they stand: esbuild strips the types, one file at a time,
// with a source map inline so that coverage and stack traces speak of the .ts lines.
import { readFile } from 'node:fs/promises'
import { register } from 'node:module'
import { fileURLToPath } from 'node:url'
import { isMainThread } from 'node:worker_threads'
import { transform } from 'esbuild'

if (isMainThread) register(import.meta.url)

export async function load(url, context, next) {
  const { pathname } = new URL(url)
  if (!pathname.endsWith('.ts') || pathname.includes('/node_modules/')) return next(url, context)
  const sourcefile = fileURLToPath(url)
  const { code } = await transform(await readFile(sourcefile, 'utf8'), {
    loader: 'ts',
    format: 'esm',
    target: 'node20',
    sourcemap: 'inline',
    sourcefile,
    sourcesContent: true,
  })
  return { format: 'module', source: code, shortCircuit: true }
}
