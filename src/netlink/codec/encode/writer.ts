/** The encoder's dispatch: liberal in input types (words or numbers, numbers or bigints), exact in what it refuses. */
import { u32, u64 } from '../builders.ts'
import type { Node, Select } from '../node.ts'
import type { Scope } from '../select.ts'
import { choose } from '../select.ts'
import { BYTES } from './attribute.ts'
import { writeAttributes, writeGroups, writeItems } from './attributes.ts'
import { maskOf, numberOf } from './checks.ts'
import { writeMessage, writeRecords } from './messages.ts'
import { Output } from './output.ts'
import { writeBool, writeBytes, writeFlag, writeIdentifier, writeScalar } from './scalars.ts'
import { writeList, writeStruct, writeVector } from './structs.ts'
import { writeText } from './text.ts'

export class Writer extends Output {
  node(node: Node, value: unknown, scope: Scope, path: string, ending?: Uint8Array): void {
    switch (node.type) {
      case 'scalar':
        return writeScalar(this, node, value, path)
      case 'bool':
        return writeBool(this, node, value, path)
      case 'uint':
        return writeScalar(this, isUint32(value) ? u32 : u64, value, path)
      case 'enum':
        return writeScalar(this, node.scalar, numberOf(node, value, path), path)
      case 'flags':
        return writeScalar(this, node.scalar, maskOf(node, value, path), path)
      case 'text':
        return writeText(this, node, value, path, ending)
      case 'bytes':
        return writeBytes(this, value, node.size, path)
      case 'flag':
        return writeFlag(this, node, value, path, ending)
      case 'identifier':
        return writeIdentifier(this, node, value, path, ending)
      case 'list':
        return writeList(this, node, value, scope, path)
      case 'vector':
        return writeVector(this, node, value, path)
      case 'struct':
        return writeStruct(this, node, value, scope, path)
      case 'items':
        return writeItems(this, node, value, scope, path)
      case 'groups':
        return writeGroups(this, node, value, scope, path)
      case 'attributes':
        return writeAttributes(this, node, value, scope.header, path)
      case 'message':
        return writeMessage(this, node, value, path)
      case 'records':
        return writeRecords(this, node, value, scope, path)
      case 'select':
        return this.node(chooseFor(node, value, scope), value, scope, path, ending)
    }
  }
}

const isUint32 = (value: unknown): boolean => typeof value === 'number' && value >= 0 && value <= 0xffffffff

/** The selected case. Bytes are accepted in place of its value: that is how the decoder returns a value that it cannot read. */
const chooseFor = (node: Select, value: unknown, scope: Scope): Node => {
  const chosen = choose(node, scope)
  return value instanceof Uint8Array && chosen.type !== 'bytes' ? BYTES : chosen
}
