/**
 * Headers contain numbers and sizes, but nothing about an attribute's payload. Widths, kinds and byte orders are
 * compared with the kernel's netlink specs, the __be types of structs, and otherwise with the calls in the kernel's
 * source.
 */
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { constantOf } from '../../src/netlink/codec/constants.ts'
import type { Node } from '../../src/netlink/codec/node.ts'
import { disagreement, nature } from './agreement.ts'
import { hostOrder, networkOrder, specDiffers } from './evidence.ts'
import { refuted } from './headers.ts'
import type { Integer } from './integers.ts'
import { integersOf } from './integers.ts'
import { roots } from './roots.ts'
import { readSpecs } from './specs.ts'
import { walk } from './walk.ts'

const visits = walk(roots)
const specs = readSpecs()
const integers = integersOf(visits)

/** Everything in the tables that the specs contain: name, node, spec. A select counts by its usual case. */
const described = visits.flatMap(({ node }) => {
  if (node.type === 'attributes')
    return Object.entries(node.rows).map(([key, row]) => {
      const name = constantOf(node, key)
      return { name, node: row.node, specs: specs.attributes.get(name) }
    })
  if (node.type === 'struct')
    return node.fields.map(({ key, node: field }) => {
      const name = `${node.name}.${node.fieldName(key)}`
      return { name, node: field, specs: specs.members.get(name) }
    })
  return []
})

const usual = (node: Node, nest: boolean): Node =>
  node.type === 'select' && !nest ? usual(node.otherwise, nest) : node

t.test('attributes and members agree with the specs', async (t) => {
  let agreed = 0
  const differing = new Set<string>()
  for (const { name, node, specs } of described) {
    if (specs === undefined) continue
    const one = usual(
      node,
      specs.some(({ type }) => type === 'nest' || type === 'sub-message'),
    )
    const expected = disagreement(one, specs)
    if (expected === undefined) agreed++
    else differing.add(name)
    if (expected !== undefined && specDiffers[name] === undefined) t.fail(`${name} is ${nature(one)}, not ${expected}`)
  }
  t.ok(agreed > 500, `${agreed} agree`)
  for (const name of Object.keys(specDiffers)) t.ok(differing.has(name), `the exception ${name} is needed`)
})

/** Members whose order follows from their type in the header: __be16, __be32, __be64 or none of them. */
const membersByHeader = (): { agree: Set<string>; differ: Set<string> } => {
  const members = integers.filter(({ member }) => member !== undefined)
  const before = [fileURLToPath(new URL('include', import.meta.url))]
  const condition = ({ member, size, order }: Integer) =>
    `__builtin_types_compatible_p(__typeof__(${member}), __be${size * 8}) == ${Number(order === 'be')}`
  const wrong = refuted(members.map(condition), before)
  const differ = new Set(members.filter((_, index) => wrong.has(index)).map(({ name }) => name))
  return { differ, agree: new Set(members.map(({ name }) => name).filter((name) => !differ.has(name))) }
}

const header = membersByHeader()

t.test('members of structs have the order of their type in the header', async (t) => {
  for (const name of header.differ) t.ok(networkOrder[name], `${name}: its type in the header has the other order`)
  t.ok(header.agree.size > 150, `${header.agree.size} members agree`)
  const before = [fileURLToPath(new URL('include', import.meta.url))]
  const port = '__typeof__(((struct ifla_vxlan_port_range *)0)->low)'
  const wrong = refuted(
    [`__builtin_types_compatible_p(${port}, __u16)`, `__builtin_types_compatible_p(${port}, __be16)`],
    before,
  )
  t.same([...wrong.keys()], [0], 'the types of the headers are distinguished')
})

t.test('every integer has a second source', async (t) => {
  const bySpec = new Set(
    described.flatMap(({ name, node, specs }) =>
      specs?.some(({ type }) => /^[us]\d+$|^uint$|^indexed-array$/.test(type)) &&
      disagreement(usual(node, false), specs) === undefined
        ? [name]
        : [],
    ),
  )
  const needed = new Set<string>()
  for (const { name, order } of integers) {
    if (header.agree.has(name) || bySpec.has(name)) continue
    needed.add(name)
    t.ok((order === 'be' ? networkOrder : hostOrder)[name], `${name} (${order})`)
  }
  for (const name of [...Object.keys(networkOrder), ...Object.keys(hostOrder)])
    t.ok(needed.has(name), `the source for ${name} is needed`)
})
