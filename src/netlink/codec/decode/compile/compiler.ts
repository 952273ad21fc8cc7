/** The compiler: generates the functions of the nodes of one byte order. */
import type { Message, Node, Select } from '../../node.ts'
import type { ByteOrder } from '../../order.ts'
import type { Shape } from '../../shape.ts'
import { attributesBody, itemsBody } from './attributes.ts'
import { messageBody, recordsBody } from './messages.ts'
import { bool, bytes, flag, identifier, number, scalar, sized, text, uint } from './scalars.ts'
import { shapedBody } from './shaped.ts'
import { isSharable, shared } from './shared.ts'
import { listBody, structBody, vectorBody } from './structs.ts'
import type { Context, Lazy, Part } from './unit.ts'
import { NESTED, quote, Unit } from './unit.ts'

export class Compiler {
  private readonly little: boolean
  private readonly parts = new Map<Node, Lazy>()
  /** Number of nests around the function that is running. */
  readonly nesting = { levels: 0 }

  constructor(order: ByteOrder) {
    this.little = order === 'le'
  }

  unit(): NodeUnit {
    return new NodeUnit(this, this.little)
  }

  /** The function of a node; compiled on its first call, since most kinds never occur. */
  part(node: Node): Lazy {
    let lazy = this.parts.get(node)
    if (lazy === undefined) {
      const made: Lazy = {
        f: (b, v, s, e, h) => {
          const unit = this.unit()
          const read = unit.finish(unit.body(node))
          made.f = isSharable(node) ? shared(read) : read
          return made.f(b, v, s, e, h)
        },
      }
      lazy = made
      this.parts.set(node, lazy)
    }
    return lazy
  }

  message(node: Message, shape: Shape): Part {
    const unit = this.unit()
    return unit.finish(shapedBody(unit, node, shape))
  }
}

class NodeUnit extends Unit {
  private readonly compiler: Compiler

  constructor(compiler: Compiler, little: boolean) {
    super(little, compiler.nesting)
    this.compiler = compiler
  }

  part(node: Node): Lazy {
    return this.compiler.part(node)
  }

  another(): Unit {
    return this.compiler.unit()
  }

  /** The body of a node's function. */
  body(node: Node): string {
    switch (node.type) {
      case 'struct':
        return structBody(this, node)
      case 'attributes':
        return this.level(`const o = ${this.fresh([])}\n${attributesBody(this, node, 's', NESTED)}`)
      case 'message':
        return messageBody(this, node)
      case 'vector':
        return vectorBody(this, node)
      case 'list':
        return listBody(this, node)
      case 'items':
        return itemsBody(this, node)
      // Rare enough to be left to the interpreter.
      case 'groups':
        return 'throw BAD'
      case 'records':
        return recordsBody(this, node)
      default:
        return `return ${this.value(node, 's', 'e', NESTED)}`
    }
  }

  value(node: Node, s: string, e: string, context: Context): string {
    switch (node.type) {
      case 'scalar':
        return sized(node.size, s, e, scalar(this.little, node, s))
      case 'bool':
        return bool(this.little, node, s, e)
      case 'uint':
        return uint(this.little, s, e)
      case 'enum':
      case 'flags':
        return sized(node.scalar.size, s, e, number(this, node, s))
      case 'text':
        return text(node, s, e)
      case 'bytes':
        return bytes(node, s, e)
      case 'flag':
        return flag(node, s, e)
      case 'identifier':
        return identifier(this, node, s, e)
      case 'select':
        return this.select(node, s, e, context)
      default:
        return `${this.constant(this.part(node))}.f(b, v, ${s}, ${e}, ${context.header})`
    }
  }

  /** Cases by a header field are few and written out; cases by an attribute are looked up. */
  private select(node: Select, s: string, e: string, context: Context): string {
    if (node.by.startsWith('header.')) return this.byHeader(node, s, e, context)
    const parts = new Map(Object.entries(node.cases).map(([word, one]) => [word, this.part(one)]))
    const otherwise = this.constant(this.part(node.otherwise))
    const part = `(${this.constant(parts)}.get(String(${context.sibling(node.by)})) ?? ${otherwise})`
    return `${part}.f(b, v, ${s}, ${e}, ${context.header})`
  }

  private byHeader(node: Select, s: string, e: string, context: Context): string {
    const field = context.field(node.by.slice(7))
    const cases = new Map<Node, string[]>()
    for (const [word, one] of Object.entries(node.cases)) cases.set(one, [...(cases.get(one) ?? []), word])
    let expression = this.value(node.otherwise, s, e, context)
    for (const [one, words] of cases) {
      const tests = words.flatMap(literalsOf).map((literal) => `${field} === ${literal}`)
      expression = `(${tests.join(' || ')} ? ${this.value(one, s, e, context)} : ${expression})`
    }
    return expression
  }
}

/** The values of a field that select a word's case: the word, and the number that it spells. */
const literalsOf = (word: string): string[] => (String(Number(word)) === word ? [quote(word), word] : [quote(word)])
