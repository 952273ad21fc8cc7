// Lets Node import the TypeScript sources and tests as they are: esbuild strips the types, one file at a time, with a
// source map so that coverage and stack traces name the .ts lines.
//
// The JavaScript is kept in node_modules/.cache/rtnl, under a hash of the compiler, the path and the text: a process whose
// files are all there starts no compiler, and a file that changed is compiled again. `compile.mjs` compiles everything.
// It also puts tap into one file, which loads in a third of the time of its 230 modules.
import { createHash, randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire, register } from 'node:module'
import { basename, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { isMainThread } from 'node:worker_threads'

if (isMainThread) register(import.meta.url)

const folder = fileURLToPath(new URL('../node_modules/.cache/rtnl/', import.meta.url))
// Without the sources in it, a map is a tenth as long: every process reads it, and writes it beside its coverage.
const options = { loader: 'ts', format: 'esm', target: 'node20', sourcemap: 'external', sourcesContent: false }
const { version } = createRequire(import.meta.url)('esbuild/package.json')
const compiler = JSON.stringify({ version, options })
// A guest kernel, or another user, may read the folder only.
const UNWRITABLE = ['EACCES', 'EPERM', 'EROFS']

const textOf = (path) => {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error.code === 'ENOENT') return undefined
    throw error
  }
}

// Other processes may write the same file: each sees it complete or not at all.
const write = (path, text) => {
  const temporary = `${path}.${randomUUID()}`
  writeFileSync(temporary, text)
  renameSync(temporary, path)
}

const compile = async (path, source, kept) => {
  const { transform } = await import('esbuild')
  const { code, map } = await transform(source, { ...options, sourcefile: path })
  const mappedBy = (url) => `${code}//# sourceMappingURL=${url}\n`
  // Node.js 20 reads a map by its path, or from a data URL, but by no file URL.
  const text = mappedBy(pathToFileURL(`${kept}.map`).pathname)
  try {
    mkdirSync(folder, { recursive: true })
    write(`${kept}.map`, map)
    write(kept, text)
    return text
  } catch (error) {
    if (!UNWRITABLE.includes(error.code)) throw error
    return mappedBy(`data:application/json;base64,${Buffer.from(map).toString('base64')}`)
  }
}

/** The file where the JavaScript of a TypeScript file is kept; it may not be there yet. */
export const keptAs = (path, source) => {
  const hash = createHash('sha256').update(`${compiler}\0${path}\0`).update(source)
  return join(folder, `${basename(path)}-${hash.digest('hex').slice(0, 40)}.mjs`)
}

/** The JavaScript of a TypeScript file: what was kept of it, or compiled now. */
export const javascriptOf = async (path) => {
  const source = readFileSync(path, 'utf8')
  const kept = keptAs(path, source)
  return textOf(kept) ?? (await compile(path, source, kept))
}

/** The class of tests that tap generates for the plugins of .taprc. */
export const tapClass = () =>
  readFileSync(new URL('../node_modules/@tapjs/test/test-built/dist/esm/index.js', import.meta.url))

/** The file where all of tap is kept as one module. By its path tap leaves it out of stack traces, as it does its own modules. */
export const tapKeptAs = () => {
  const versions = readFileSync(new URL('../node_modules/.package-lock.json', import.meta.url))
  const hash = createHash('sha256').update(compiler).update(versions).update(tapClass())
  return join(folder, 'node_modules/@tapjs', `tap-${hash.digest('hex').slice(0, 40)}.mjs`)
}

let tapAt
/** What `import 'tap'` loads: the one module, or tap itself if `compile.mjs` has not made it. */
const tapOr = async (otherwise) => {
  tapAt ??= tapKeptAs()
  return existsSync(tapAt) ? { url: pathToFileURL(tapAt).href, format: 'module', shortCircuit: true } : otherwise()
}

// A relative import of a .ts file names it exactly, which Node would check with a dozen system calls.
export const resolve = (specifier, context, next) => {
  if (specifier === 'tap') {
    if (context.parentURL?.endsWith('?together'))
      return {
        url: `${new URL('subtest.mjs', import.meta.url)}?${encodeURIComponent(context.parentURL)}`,
        format: 'module',
        shortCircuit: true,
      }
    return tapOr(() => next(specifier, context))
  }
  if (!/^\.\.?\/.*\.ts$/.test(specifier) || !context.parentURL?.startsWith('file:')) return next(specifier, context)
  return { url: new URL(specifier, context.parentURL).href, format: 'module', shortCircuit: true }
}

export const load = async (url, context, next) => {
  const { pathname } = new URL(url)
  if (!pathname.endsWith('.ts') || pathname.includes('/node_modules/')) return next(url, context)
  return { format: 'module', source: await javascriptOf(fileURLToPath(url)), shortCircuit: true }
}
