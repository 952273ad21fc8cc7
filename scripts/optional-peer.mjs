// The types of rtnl/testing refer to fast-check, an optional peer. Where it is absent they are to be `any` instead of an
// error in the types of a package (skipLibCheck: false): the compiler is told so in the line above the import. A comment in
// the sources would not do, since the bundler of types writes its imports anew.
import { readFileSync, writeFileSync } from 'node:fs'

const IMPORT = /^import .* from 'fast-check';$/m
const IGNORED = '// @ts-ignore: an optional peer\n'

for (const file of ['dist/testing.d.ts', 'dist/testing.d.cts']) {
  const types = readFileSync(file, 'utf8')
  if (!IMPORT.test(types)) throw new Error(`${file} does not import fast-check: is this script still needed?`)
  if (!types.includes(IGNORED))
    writeFileSync(
      file,
      types.replace(IMPORT, (line) => IGNORED + line),
    )
}
