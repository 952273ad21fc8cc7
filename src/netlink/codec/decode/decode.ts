/**
 * The decoder: reads bytes along a node and builds the value. It is the definition of what bytes mean; the compiled decoder
 * and columns must agree with it.
 */
import { u32, u64 } from '../builders.ts'
import { flagWords } from '../enumeration.ts'
import { DecodeError } from '../errors.ts'
import type { Node, Typed } from '../node.ts'
import type { Scope } from '../select.ts'
import { choose, NO_SCOPE } from '../select.ts'
import { readAttributes } from './attributes.ts'
import { readMessage, readRecords } from './messages.ts'
import { readGroups, readItems } from './nests.ts'
import type { DecodeOptions } from './options.ts'
import { Malformed, NodeReader } from './reader.ts'
import { readBool, readBytes, readEnumeration, readFlag, readIdentifier, readScalar, readText } from './scalars.ts'
import { readList, readStruct, readVector } from './structs.ts'

class Interpreter extends NodeReader {
  node(node: Node, start: number, end: number, scope: Scope, path: string): unknown {
    switch (node.type) {
      case 'scalar':
        return readScalar(this, node, start, end)
      case 'bool':
        return readBool(this, node, start, end)
      case 'uint':
        return readScalar(this, end - start === 8 ? u64 : u32, start, end)
      case 'enum':
        return readEnumeration(this, node, start, end)
      case 'flags':
        return flagWords(node, readScalar(this, node.scalar, start, end) as number)
      case 'text':
        return readText(this, node, start, end)
      case 'bytes':
        return readBytes(this, node, start, end)
      case 'flag':
        return readFlag(this, node, start, end)
      case 'identifier':
        return readIdentifier(this, node, start, end)
      case 'list':
        return readList(this, node, start, end, scope, path)
      case 'vector':
        return readVector(this, node, start, end)
      case 'struct':
        return readStruct(this, node, start, end, scope, path)
      case 'items':
        return readItems(this, node, start, end, scope, path)
      case 'groups':
        return readGroups(this, node, start, end, scope, path)
      case 'attributes':
        return readAttributes(this, node, {}, start, end, scope.header, path)
      case 'message':
        return readMessage(this, node, start, end, path)
      case 'records':
        return readRecords(this, node, start, end, scope, path)
      case 'select':
        return this.node(choose(node, scope), start, end, scope, path)
    }
  }
}

/**
 * Decodes the value of a node. Throws DecodeError if the bytes are too few for its fixed part or, with `strict`, at the first
 * problem. All other problems are reported in `options.problems`.
 */
export const decode = <T>(node: Typed<T>, bytes: Uint8Array, options: DecodeOptions = {}): T => {
  try {
    return new Interpreter(bytes, options).node(node as Node, 0, bytes.length, NO_SCOPE, '') as T
  } catch (error) {
    if (error instanceof Malformed) throw new DecodeError(error.message, '', 0)
    throw error
  }
}
