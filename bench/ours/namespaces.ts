/** namespaces PREFIX COUNT PASSES AT_ONCE: creates namespaces with names, reads their links, deletes them. */
import { Netns, Rtnl } from '../../src/index.ts'
import { argument, report } from './figures.ts'

const prefix = argument(0)
const count = Number(argument(1))
const passes: number[] = []
const atOnce = Number(argument(3))
let links = 0

const once = async (name: string): Promise<void> => {
  await using ns = await Netns.create(name)
  await using inside = await Rtnl.open({ netns: ns, io: 'inline' })
  // not `links += await`, since concurrent functions change it meanwhile
  const { length } = await inside.links.list()
  links += length
  await Netns.delete(name)
}

const pass = async (): Promise<void> => {
  let next = 0
  const work = async (): Promise<void> => {
    while (next < count) await once(`${prefix}-${next++}`)
  }
  await Promise.all(Array.from({ length: atOnce }, work))
}

while (passes.length < Number(argument(2))) {
  const since = performance.now()
  await pass()
  passes.push(performance.now() - since)
}
report({ passes, check: `links=${links}` })
