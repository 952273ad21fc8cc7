/**
 * The names that users of the library can see: the exports of the entry points, and from there the public members of every
 * class, interface and object type that a visible type refers to, whether it is exported or not.
 */
import ts from 'typescript'

/** A name, and whether a doc comment explains it. */
export interface PublicName {
  /** `Netns`, `Netns.create`, `Chain.counters.packets`. */
  readonly name: string
  /** File and line of its declaration. */
  readonly where: string
  readonly documented: boolean
  readonly symbol: ts.Symbol
}

/** Whether a file is one whose members need comments. Exports need one wherever they are declared. */
type IsOwn = (file: string) => boolean

const TYPES = ts.SymbolFlags.Class | ts.SymbolFlags.Interface | ts.SymbolFlags.TypeAlias | ts.SymbolFlags.Enum

type Member =
  | ts.PropertySignature
  | ts.MethodSignature
  | ts.PropertyDeclaration
  | ts.MethodDeclaration
  | ts.AccessorDeclaration

/** Constructors and index signatures have no name. */
const isMember = (node: ts.Node): node is Member =>
  ts.isPropertySignature(node) ||
  ts.isMethodSignature(node) ||
  ts.isPropertyDeclaration(node) ||
  ts.isMethodDeclaration(node) ||
  ts.isAccessor(node)

const isHidden = (member: Member): boolean =>
  (ts.getCombinedModifierFlags(member) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) !== 0 ||
  ts.isPrivateIdentifier(member.name)

/** A member whose name and value say everything: `object: 'rule'`, `Symbol.asyncDispose`, the `name` of an error. */
const isObvious = (member: Member): boolean => {
  if (ts.isComputedPropertyName(member.name)) return member.name.expression.getText().startsWith('Symbol.')
  if (ts.isPropertyDeclaration(member) && member.name.getText() === 'name')
    return (ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Override) !== 0
  const type = ts.isPropertySignature(member) ? member.type : undefined
  return type !== undefined && ts.isLiteralTypeNode(type)
}

/** A property of a constant, unless it is a row of a table: `maxLength: attr(7, u32)`. */
const isValue = (node: ts.Declaration): boolean =>
  ts.isShorthandPropertyAssignment(node) || (ts.isPropertyAssignment(node) && !ts.isCallExpression(node.initializer))

/** `{ readonly packets: number; readonly bytes: number }`: the comment of what has this type explains its members. */
const isInline = (node: ts.Node): boolean => ts.isTypeLiteralNode(node) && !node.getText().includes('\n')

/** Where the walk is: the name so far, and the comment of the declaration around it. */
interface Path {
  readonly name: string
  readonly comment: string
}

class Walk {
  readonly found = new Map<ts.Symbol, PublicName>()
  private readonly visited = new Set<ts.Node>()
  private readonly checker: ts.TypeChecker
  private readonly isOwn: IsOwn

  constructor(checker: ts.TypeChecker, isOwn: IsOwn) {
    this.checker = checker
    this.isOwn = isOwn
  }

  /** Visits the exports of a module. */
  module(file: ts.SourceFile): void {
    const module = this.checker.getSymbolAtLocation(file)
    if (module === undefined) throw new Error(`${file.fileName} exports nothing`)
    for (const exported of this.checker.getExportsOfModule(module)) {
      const symbol = this.resolved(exported)
      this.record(symbol, symbol.name, '')
      this.symbol(symbol)
    }
  }

  private resolved(symbol: ts.Symbol): ts.Symbol {
    return (symbol.flags & ts.SymbolFlags.Alias) === 0 ? symbol : this.checker.getAliasedSymbol(symbol)
  }

  /** Visits an export, or a type that something visible refers to. */
  private symbol(symbol: ts.Symbol): void {
    for (const declaration of symbol.declarations ?? []) {
      if (this.visited.has(declaration) || !this.isOwn(declaration.getSourceFile().fileName)) continue
      this.visited.add(declaration)
      const path = { name: symbol.name, comment: this.record(symbol, symbol.name, '') }
      this.declared(declaration, path)
      if (ts.isInterfaceDeclaration(declaration)) this.derived(symbol, path)
    }
  }

  /** Members that a mapped type derives from the properties of a constant, such as those of `Rtnl`. */
  private derived(symbol: ts.Symbol, path: Path): void {
    for (const property of this.checker.getDeclaredTypeOfSymbol(symbol).getProperties()) {
      const [declaration] = property.declarations ?? []
      if (declaration === undefined || !isValue(declaration)) continue
      if (!this.isOwn(declaration.getSourceFile().fileName)) continue
      this.record(property, `${path.name}.${property.name}`, '')
      const type = this.checker.getTypeOfSymbol(property).getSymbol()
      if (type !== undefined) this.symbol(type)
    }
  }

  /** Visits what a declaration says about a name: its type or, without one, its value. */
  private declared(node: ts.Declaration, path: Path): void {
    const { type, initializer } = node as ts.VariableDeclaration | ts.PropertyDeclaration
    if (type === undefined && initializer !== undefined) this.value(initializer, path)
    else ts.forEachChild(node, (child) => this.part(child, path))
  }

  /** Returns the comment. `around`: another comment that explains the name as well. */
  private record(symbol: ts.Symbol, name: string, around: string): string {
    const comment = ts.displayPartsToString(symbol.getDocumentationComment(this.checker))
    const [declaration] = symbol.declarations ?? []
    if (declaration === undefined) return comment
    const source = declaration.getSourceFile()
    const { line } = source.getLineAndCharacterOfPosition(declaration.getStart())
    const documented = comment !== '' || around !== ''
    this.found.set(symbol, { name, where: `${source.fileName}:${line + 1}`, documented, symbol })
    return comment
  }

  /** Visits a part of a declaration. Bodies, initializers and constructors are not visible, constraints declare no names. */
  private part(node: ts.Node, path: Path): void {
    if (ts.isBlock(node) || ts.isConstructorDeclaration(node) || ts.isTypeParameterDeclaration(node)) return
    if (ts.isConditionalTypeNode(node)) {
      this.part(node.trueType, path)
      this.part(node.falseType, path)
      return
    }
    if (isMember(node)) {
      this.member(node, path)
      return
    }
    if (ts.isExpressionWithTypeArguments(node)) this.reference(node.expression)
    else if (ts.isTypeReferenceNode(node)) this.reference(node.typeName)
    else if (ts.isExpression(node)) return
    ts.forEachChild(node, (child) => this.part(child, path))
  }

  private member(node: Member, path: Path): void {
    if (isHidden(node)) return
    const name = `${path.name}.${node.name.getText()}`
    const symbol = this.checker.getSymbolAtLocation(node.name)
    if (symbol === undefined) throw new Error(`${name} has no symbol`)
    const comment = isObvious(node) ? '' : this.record(symbol, name, isInline(node.parent) ? path.comment : '')
    this.declared(node, { name, comment })
  }

  private reference(name: ts.Node): void {
    const symbol = this.checker.getSymbolAtLocation(name)
    const type = symbol === undefined ? undefined : this.resolved(symbol)
    if (type !== undefined && (type.flags & TYPES) !== 0) this.symbol(type)
  }

  /** The value of a name without a type: the signature of a function, or the members of an object. */
  private value(initializer: ts.Expression, path: Path): void {
    if (ts.isArrowFunction(initializer)) ts.forEachChild(initializer, (child) => this.part(child, path))
    else
      for (const property of this.checker.getTypeAtLocation(initializer).getProperties()) {
        const [declaration] = property.declarations ?? []
        if (declaration === undefined || !this.isOwn(declaration.getSourceFile().fileName)) continue
        const name = `${path.name}.${property.name}`
        const comment = this.record(property, name, '')
        if (ts.isPropertyAssignment(declaration)) this.value(declaration.initializer, { name, comment })
      }
  }
}

/** The visible names of the modules `entries`, in the order in which they are found. */
export const publicNames = (program: ts.Program, entries: readonly string[], isOwn: IsOwn): PublicName[] => {
  const walk = new Walk(program.getTypeChecker(), isOwn)
  for (const entry of entries) {
    const file = program.getSourceFile(entry)
    if (file === undefined) throw new Error(`${entry} is not part of the program`)
    walk.module(file)
  }
  return [...walk.found.values()]
}
