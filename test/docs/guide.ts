/** Guides: the blocks of a page run in order, as a reader follows them, and each prints what the page shows. */
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'
import { surroundings } from '../kernel/surroundings.mjs'
import { UNWATCHED } from '../rtnl-dump.ts'
import { fileOf, type Handled, handledBlocks } from './blocks.ts'
import { ENTRIES, inFolder, LOADER, moduleOf, root, run, UNMEASURED } from './programs.ts'
import { shownIn, withoutVolatile } from './shown.ts'

/** What a page takes for granted. */
export interface Scene {
  /** Commands to run before its blocks. */
  readonly before?: string
  /** The file of `rtnl-relay`, which becomes a command. */
  readonly relay?: string
  /** How many lines the program in the background prints before the commands of this heading run. */
  readonly lines?: { readonly [heading: string]: number }
}

/** A comment beside or directly below a `console.log` is what it prints. */
const commented = (text: string): string[] => {
  const shown: string[] = []
  let prints = false
  for (const line of text.split('\n')) {
    const comment = /^\s*\/\/ (.*)$/.exec(line)?.[1]
    if (comment === undefined) prints = line.includes('console.log(')
    const beside = prints && comment === undefined ? /\) \/\/ (.*)$/.exec(line)?.[1] : undefined
    const found = prints ? (comment ?? beside) : undefined
    if (found !== undefined) shown.push(found)
  }
  return shown
}

/** The `output` block of a program; commands may come between, which make a program in the background print. */
const outputOf = (blocks: readonly Handled[], index: number): Handled | undefined =>
  blocks.slice(index + 1).find(({ handling }) => handling !== 'shell')

/** What a block prints, as the page shows it. */
const shownBy = (blocks: readonly Handled[], index: number): string => {
  const block = blocks[index] as Handled
  if (block.handling === 'console')
    return shownIn(block)
      .map(({ output }) => output)
      .join('\n')
  const next = outputOf(blocks, index)
  return next?.handling === 'output' ? next.text : commented(block.text).join('\n')
}

const quoted = (text: string): string => JSON.stringify(text)

/** The commands of a block; those of `console` blocks are shown with their output. */
const commandsOf = (block: Handled): string =>
  block.handling === 'console'
    ? shownIn(block)
        .map(({ command }) => command)
        .join('\n')
    : block.text

/** The blocks as one program. */
const source = (blocks: readonly Handled[], { before = '', lines = {} }: Scene, file: string): string => {
  const programs = blocks.filter(({ handling }) => handling === 'program' || handling === 'background')
  const { imports, bodies } = moduleOf(programs)
  const bodyOf = (block: Handled): string => bodies[programs.indexOf(block)] as string
  const steps = blocks.map((block, index): string => {
    const { handling, heading } = block
    if (handling === 'program') return `await $guide.begin(${index})\n${bodyOf(block)}`
    if (handling === 'background') {
      const count = shownBy(blocks, index).split('\n').length
      return `await $guide.background(${index}, ${count}, async (console) => {\n${bodyOf(block)}\n})`
    }
    if (handling !== 'console' && handling !== 'shell') return ''
    return `await $guide.shell(${index}, ${quoted(commandsOf(block))}, ${lines[heading] ?? 0})`
  })
  return [
    `import { Recorder } from ${quoted(join(root, 'test/docs/recorder.ts'))}`,
    ...imports,
    'const $guide = new Recorder()',
    `await $guide.shell(-1, ${quoted(before)})`,
    ...steps,
    `await $guide.end(${quoted(file)})`,
  ].join('\n')
}

/** Makes the package known by its names in a folder, from the sources, with its optional peer. */
const install = (folder: string): void => {
  const at = join(folder, 'node_modules/rtnl')
  mkdirSync(at, { recursive: true })
  symlinkSync(join(root, 'node_modules/fast-check'), join(folder, 'node_modules/fast-check'))
  const exports: { [path: string]: string } = {}
  for (const [name, file] of Object.entries(ENTRIES)) {
    const entry = `./${name.replace('/', '-')}.js`
    writeFileSync(join(at, entry), `export * from ${quoted(file)}\n`)
    exports[name.replace('rtnl', '.')] = entry
  }
  writeFileSync(join(at, 'package.json'), JSON.stringify({ name: 'rtnl', type: 'module', exports }))
}

/** Writes the files that a page shows. */
const writeFiles = (folder: string, blocks: readonly Handled[]): void => {
  for (const block of blocks) if (block.handling === 'file') writeFileSync(join(folder, fileOf(block)), block.text)
}

/** Follows a guide in a network namespace and a /run/netns of its own. */
export const testGuide = (t: Test, page: string, scene: Scene = {}): Promise<void> =>
  inFolder(async (folder) => {
    const blocks = handledBlocks(page)
    install(folder)
    writeFiles(folder, blocks)
    if (scene.relay !== undefined) {
      const text = `#!/bin/sh\nexec ${UNWATCHED.join(' ')} ${scene.relay} "$@"\n`
      writeFileSync(join(folder, 'rtnl-relay'), text, { mode: 0o755 })
    }
    const [program, printed] = [join(folder, 'page.ts'), join(folder, 'printed.json')]
    writeFileSync(program, source(blocks, scene, printed))
    const [unshare = '', ...words] = surroundings.inSandbox
    const { code, stderr } = await run(unshare, [...words, process.execPath, ...LOADER, program], {
      cwd: folder,
      env: { ...UNMEASURED, PATH: `${folder}:${process.env['PATH']}`, NODE_OPTIONS: LOADER.join(' ') },
    })
    t.same([code, stderr], [0, ''])
    const found = JSON.parse(readFileSync(printed, 'utf8')) as { readonly [index: string]: string[] }
    for (const [index, lines] of Object.entries(found)) {
      const block = blocks[Number(index)]
      // what commands of `sh` blocks print is not shown
      if (block === undefined || block.handling === 'shell') continue
      const shown = shownBy(blocks, Number(index))
      t.equal(withoutVolatile(lines.join('\n')), withoutVolatile(shown), `${page}:${block.line}`)
    }
  })
