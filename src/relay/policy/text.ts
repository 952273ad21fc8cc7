/**
 * Policy files as text: YAML 1.2, or JSON, which is YAML. What readers disagree about, or what hides the value of a field, is
 * refused: tags, anchors, aliases, duplicate keys, numbers that are not plain decimal integers.
 */
import type { Document, Node, ParsedNode, YAMLError } from 'yaml'
import { isAlias, isMap, isNode, isPair, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml'
import { joinPath } from '../../netlink/codec/errors.ts'
import { PolicyError } from './fields.ts'
import type { Policy } from './policy.ts'
import { policyOf } from './policy.ts'

const startOf = (node: Node): number => (node as ParsedNode).range[0]

/** The problem with a node, if it has one. */
const objection = (node: Node): string | undefined => {
  if (isAlias(node)) return 'aliases are not allowed'
  if (node.anchor !== undefined) return 'anchors are not allowed'
  if (node.tag !== undefined) return 'tags are not allowed'
  const text = isScalar(node) && typeof node.value === 'number' ? node.source : undefined
  return text === undefined || /^(0|[1-9]\d*)$/.test(text) ? undefined : `expected a decimal integer, got ${text}`
}

/** The offset of the deepest part of `path` that the file contains. */
const offsetOf = (document: Document, path: string): number => {
  let node: unknown = document.contents
  let offset = 0
  for (const key of path.match(/[^.[\]]+/g) ?? []) {
    const pair = isMap(node) ? node.items.find((one) => isScalar(one.key) && one.key.value === key) : undefined
    const found = isSeq(node) ? node.items[Number(key)] : pair?.key
    if (!isNode(found)) break
    offset = startOf(found)
    node = pair === undefined ? found : pair.value
  }
  return offset
}

/** The field whose key appears for a second time at an offset. */
const repeatedAt = (document: Document, offset: number): string => {
  let found = ''
  visit(document, {
    Pair: (_key, pair, ancestors) => {
      if (!isScalar(pair.key) || startOf(pair.key) !== offset) return
      const keys = ancestors.flatMap((one) => (isPair(one) && isScalar(one.key) ? [one.key.value as string] : []))
      found = [...keys, pair.key.value as string].reduce(joinPath, '')
    },
  })
  return found
}

const syntaxError = (document: Document, { code, message, pos }: YAMLError, line: number): PolicyError =>
  code === 'DUPLICATE_KEY'
    ? new PolicyError(repeatedAt(document, pos[0]), 'appears twice', line)
    : new PolicyError('', message, line)

/** @throws {PolicyError} that names the line and the field at fault. */
export const parseYamlPolicy = (text: string): Policy => {
  const lineCounter = new LineCounter()
  const document = parseDocument(text, { lineCounter, schema: 'core', stringKeys: true, prettyErrors: false })
  const at = (offset: number): number => lineCounter.linePos(offset).line
  for (const error of [...document.errors, ...document.warnings]) throw syntaxError(document, error, at(error.pos[0]))
  visit(document, {
    Node: (_key, node) => {
      const problem = objection(node)
      if (problem !== undefined) throw new PolicyError('', problem, at(startOf(node)))
    },
  })
  try {
    return policyOf(document.toJS())
  } catch (error) {
    /* c8 ignore next -- nothing else is thrown */
    if (!(error instanceof PolicyError)) throw error
    throw new PolicyError(error.path, error.problem, at(offsetOf(document, error.path)))
  }
}

/** Reads a JSON policy. @throws {PolicyError} that names the line and the field at fault. */
export const parsePolicy = (text: string): Policy => {
  try {
    JSON.parse(text)
  } catch (error) {
    throw new PolicyError('', `is no JSON: ${(error as Error).message}`)
  }
  // JSON.parse takes the last of several values of a key
  return parseYamlPolicy(text)
}
