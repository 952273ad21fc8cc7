/** Snapshots as JSON documents: one line for each object, in an order that is the same for the same state. */
import { InputError } from '../../capture/input-error.ts'
import { toJson } from '../json.ts'
import type { Output } from '../output.ts'
import { nftSections } from './nft-sections.ts'
import type { NamespaceState, States } from './read.ts'
import { sections } from './sections.ts'
import type { Plain } from './values.ts'
import { isPlain } from './values.ts'

/** The version of the format. It is raised when a program that reads the old format would misread the new one. */
const VERSION = 1

/** Limit of the depth of a document. Objects of the kernel have 64 levels, each of which may be a list in an object. */
const MOST_DEPTH = 200

/** A namespace as a document has it: the fields of `FoundNamespace`, a list for each section, and `nft`. */
export interface NamespaceDocument extends Plain {
  readonly netns: string | null
  readonly own?: true
  readonly inode?: number
  readonly pid?: number
  readonly nft?: Plain
}

export interface SnapshotDocument {
  readonly version: number
  /** Absent: the state was read through a relay. */
  readonly kernel?: string
  /** All namespaces of the machine were selected. */
  readonly all?: boolean
  readonly namespaces: readonly NamespaceDocument[]
}

const listText = (name: string, values: readonly object[]): string =>
  `"${name}":[${values.length === 0 ? '' : `\n${values.map(toJson).join(',\n')}`}]`

/** The members of a namespace, each as text. A list has one line for each object. */
const membersOf = ({ namespace, lists, nft }: NamespaceState): string[] => {
  const about = toJson(namespace).slice(1, -1)
  const listed = sections.map(({ name }) => listText(name, lists[name] as readonly object[]))
  if (nft === undefined) return [about, ...listed]
  const ruleset = nftSections.map(({ name }) => listText(name, nft[name]))
  return [about, ...listed, `"nft":{"generation":${nft.generation},\n${ruleset.join(',\n')}}`]
}

const headOf = ({ kernel, all }: States): string =>
  toJson({ version: VERSION, kernel, ...(all ? { all } : {}) }).slice(0, -1)

export const writeDocument = async (out: Output, states: States): Promise<void> => {
  await out.write(`${headOf(states)},"namespaces":[`)
  for (const [index, state] of states.namespaces.entries()) {
    await out.write(`${index === 0 ? '' : ','}\n{`)
    for (const [at, member] of membersOf(state).entries()) await out.write(`${at === 0 ? '' : ',\n'}${member}`)
    await out.write('}')
  }
  await out.write(']}\n')
}

/** What reading the document of a state returns. */
export const documentOf = ({ all, kernel, namespaces }: States): SnapshotDocument => ({
  version: VERSION,
  ...(kernel === undefined ? {} : { kernel }),
  all,
  namespaces: namespaces.map(
    ({ namespace, lists, nft }) =>
      JSON.parse(toJson({ ...namespace, ...lists, ...(nft === undefined ? {} : { nft }) })) as NamespaceDocument,
  ),
})

const isNamespace = (value: unknown): value is NamespaceDocument =>
  isPlain(value) &&
  (value['netns'] === null || typeof value['netns'] === 'string') &&
  sections.every(({ name }) => value[name] === undefined || isListOfObjects(value[name])) &&
  (value['nft'] === undefined || isRuleset(value['nft']))

const isListOfObjects = (value: unknown): boolean => Array.isArray(value) && value.every(isPlain)

const isRuleset = (value: unknown): boolean =>
  isPlain(value) && nftSections.every(({ name }) => isListOfObjects(value[name]))

const isDeeper = (value: unknown, levels: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (levels === 0 || Object.values(value).some((one) => isDeeper(one, levels - 1)))

/** Parses a document. `name`: the file, for errors. @throws {InputError} */
export const parseDocument = (text: string, name: string): SnapshotDocument => {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new InputError(`${name}: not JSON: ${(error as Error).message}`)
  }
  if (!isPlain(value) || value['version'] === undefined) throw new InputError(`${name}: not a snapshot`)
  if (value['version'] !== VERSION)
    throw new InputError(`${name}: a snapshot of version ${value['version']}; this program reads version ${VERSION}`)
  if (isDeeper(value, MOST_DEPTH)) throw new InputError(`${name}: nested more than ${MOST_DEPTH} levels deep`)
  const { namespaces } = value
  if (!Array.isArray(namespaces)) throw new InputError(`${name}: namespaces: expected a list`)
  const wrong = namespaces.findIndex((one) => !isNamespace(one))
  if (wrong >= 0) throw new InputError(`${name}: namespaces.${wrong}: expected a namespace with lists of objects`)
  return value as unknown as SnapshotDocument
}
