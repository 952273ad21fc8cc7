// The licenses of the packages that the build makes part of dist/ (`noExternal` in tsup.config.ts): they must accompany the
// copies. Written to dist/LICENSES.txt.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'

const config = readFileSync('tsup.config.ts', 'utf8')
const list = /const noExternal = \[(.*)\]/.exec(config)?.[1]
if (list === undefined) throw new Error('tsup.config.ts names no packages: is this script still needed?')

const licenseOf = (name) => {
  const folder = `node_modules/${name}`
  const { version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'))
  const file = readdirSync(folder).find((one) => /^licen[sc]e/i.test(one))
  if (file === undefined) throw new Error(`${name} has no file with its license`)
  return `${name} ${version} (${license})\n\n${readFileSync(`${folder}/${file}`, 'utf8').trim()}\n`
}

const names = [...list.matchAll(/'([^']+)'/g)].map(([, name]) => name)
writeFileSync(
  'dist/LICENSES.txt',
  `The files of this folder contain code of these packages:\n\n${names.map(licenseOf).join(`\n${'-'.repeat(80)}\n\n`)}`,
)
