/** The files of this package. */
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** This file: in `dist` of the package, or in `src/startup` of a checkout. CommonJS has no `import.meta`. */
/* c8 ignore next 2 -- the tests are ES modules */
const FILE: string =
  import.meta.filename ?? (import.meta.url === undefined ? __filename : fileURLToPath(import.meta.url))

/* c8 ignore next -- one branch is for the package, which is tested as a whole */
const ROOT = join(dirname(FILE), FILE.endsWith('.ts') ? '../..' : '..')

/** The absolute path of a file of the package. */
export const packagePath = (path: string): string => join(ROOT, path)

/** The version in package.json. */
export const packageVersion = (): string =>
  (JSON.parse(readFileSync(packagePath('package.json'), 'utf8')) as { version: string }).version
