/** The files of the page, which the build has made. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { UsageError } from '../failure.ts'

export interface PageFile {
  readonly type: string
  readonly body: Buffer
}

const TYPES: { readonly [name: string]: string } = {
  'index.html': 'text/html; charset=utf-8',
  'page.css': 'text/css; charset=utf-8',
  'page.js': 'text/javascript; charset=utf-8',
  'worker.js': 'text/javascript; charset=utf-8',
  'icon.svg': 'image/svg+xml',
}

/** The page without a server decodes only; this attribute of index.html tells it that there is one. */
const STATIC = 'data-mode="static"'
const LIVE = 'data-mode="live"'

const bodiesOf = async (folder: string): Promise<(readonly [name: string, body: Buffer])[]> => {
  try {
    return await Promise.all(
      Object.keys(TYPES).map(async (name) => [name, await readFile(join(folder, name))] as const),
    )
  } catch (error) {
    throw new UsageError(`the page is not built: ${(error as Error).message}`, { cause: error })
  }
}

/** The files by their names. @throws {UsageError} if they are not there. */
export const readPage = async (folder: string): Promise<ReadonlyMap<string, PageFile>> => {
  const bodies = await bodiesOf(folder)
  const files = bodies.map(([name, body]): readonly [string, PageFile] => {
    const served = name === 'index.html' ? Buffer.from(body.toString('utf8').replace(STATIC, LIVE)) : body
    return [name, { type: TYPES[name] as string, body: served }]
  })
  return new Map(files)
}

/** Not that of Node.js with `recursive`, which never ends where the system has no folders to make, as in /proc. */
const makeFolder = async (path: string): Promise<void> => {
  try {
    await mkdir(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return
    if (code !== 'ENOENT' || dirname(path) === path) throw error
    await makeFolder(dirname(path))
    await mkdir(path)
  }
}

/** Writes the page that only decodes, for any web server, and returns the names of its files. */
export const exportPage = async (folder: string, to: string): Promise<readonly string[]> => {
  const bodies = await bodiesOf(folder)
  await makeFolder(to)
  for (const [name, body] of bodies) await writeFile(join(to, name), body)
  return bodies.map(([name]) => name)
}
