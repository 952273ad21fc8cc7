/**
 * Finds the binaries, seen from the file that contains this library: a file of the checkout, of the package (`dist/`), or
 * of a bundle. They are in `prebuilds`, or in `build` if they were compiled on this machine.
 */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** In the folder of a bundle, in its parent or that of `dist/`, in a checkout. */
const FOLDERS = ['.', '..', '../../..']

/** The folder that contains `prebuilds` or `build`; if none does, the parent. */
export const folderOfBinaries = (file: string, arch: string): string => {
  const helpers = [`prebuilds/linux-${arch}/setns`, 'build/Release/setns']
  const folders = FOLDERS.map((path) => join(dirname(file), path))
  const found = folders.find((folder) => helpers.some((path) => existsSync(join(folder, path))))
  return found ?? join(dirname(file), '..')
}

/** How to get missing binaries, for an error. A bundle consists of this file, without the sources of the addon. */
export const howToGetBinaries = (file: string, arch: string): string => {
  const sources = join(folderOfBinaries(file, arch), 'native')
  return existsSync(join(sources, 'binding.gyp'))
    ? `with a C compiler, \`npx node-gyp rebuild -C ${sources}\` builds one`
    : `a bundle needs the folder \`prebuilds\` of rtnl in ${dirname(file)} or in its parent`
}
