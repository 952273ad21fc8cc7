/**
 * A plugin of typedoc for the API reference. Types that are not exported but appear in types that are have pages of their
 * own (typedoc-plugin-missing-exports). This plugin removes the pages that nothing public leads to, and what the types of
 * tables would repeat in every object that is derived from them.
 */
import {
  Comment,
  Converter,
  IntrinsicType,
  LiteralType,
  makeRecursiveVisitor,
  ReflectionKind,
  ReflectionType,
  TypeScript,
  UnionType,
} from 'typedoc'

/** The module that typedoc.json names. */
const UNEXPORTED = 'types'

/** A union with more object types than this was derived from a table; shorter unions are written by hand. */
const MANY = 4

const objectsOf = (type) => (type instanceof UnionType ? type.types.filter((one) => one instanceof ReflectionType) : [])

/** The options of links are a union of tables, one for each kind. Each table has a page; elsewhere it is an `object`. */
const shorten = (reflection) => {
  const objects = objectsOf(reflection.type)
  if (objects.length <= MANY) return
  for (const { declaration } of objects) reflection.project.removeReflection(declaration)
  reflection.type = new IntrinsicType('object')
}

/** The words of a type alias that computes a union of them (`Exclude<keyof typeof words, 'none'>`). */
const wordsOf = (context, reflection) => {
  const symbol = context.getSymbolFromReflection(reflection)
  const type = symbol === undefined ? undefined : context.checker.getDeclaredTypeOfSymbol(symbol)
  if (!type?.isUnion() || !type.types.every((one) => one.isStringLiteral())) return undefined
  return new UnionType(type.types.map(({ value }) => new LiteralType(value)))
}

/** An interface that is derived from a table lists its fields; the operations on types that made them explain nothing. */
const keepInterfaces = (reflection) => {
  const kept = reflection.extendedTypes?.filter((type) => type.reflection?.kindOf(ReflectionKind.ClassOrInterface))
  if (kept !== undefined) reflection.extendedTypes = kept.length === 0 ? undefined : kept
}

/** typedoc drops the type in `@throws {KernelError}`; here it begins the text of the tag. */
const nameErrors = (reflection, declarations) => {
  const blocks = reflection.comment?.blockTags.filter(({ tag }) => tag === '@throws') ?? []
  const tags = declarations.flatMap(TypeScript.getJSDocTags).filter(TypeScript.isJSDocThrowsTag)
  for (const [index, { content }] of blocks.entries()) {
    const type = tags[index]?.typeExpression?.type.getText()
    if (type !== undefined) content.unshift({ kind: 'code', text: `\`${type}\`` }, { kind: 'text', text: ' ' })
  }
}

/** The declarations that public ones refer to. */
const reachableFrom = (roots) => {
  const reached = new Set()
  const visitor = makeRecursiveVisitor({
    reference: ({ reflection }) => reflection !== undefined && visit(reflection),
    query: ({ queryType }) => queryType.visit(visitor),
    reflection: ({ declaration }) => visit(declaration),
  })
  const visit = (reflection) => {
    if (reached.has(reflection) || reflection.flags.isPrivate || reflection.flags.isProtected) return
    reached.add(reflection)
    for (const type of [reflection.type, reflection.default, ...(reflection.extendedTypes ?? [])]) type?.visit(visitor)
    reflection.traverse((child) => {
      visit(child)
    })
  }
  for (const root of roots) visit(root)
  return reached
}

/** @param {import('typedoc').Application} app */
export const load = (app) => {
  // typedoc sets the type of an alias after it has announced the alias
  const unions = new Map()
  app.converter.on(Converter.EVENT_CREATE_SIGNATURE, (_context, signature, declaration) => {
    if (declaration !== undefined) nameErrors(signature, [declaration])
  })
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (context, reflection) => {
    nameErrors(reflection, context.getSymbolFromReflection(reflection)?.declarations ?? [])
    if (reflection.kindOf(ReflectionKind.Property)) shorten(reflection)
    const words = reflection.kindOf(ReflectionKind.TypeAlias) ? wordsOf(context, reflection) : undefined
    if (words !== undefined) unions.set(reflection, words)
  })
  const prune = ({ project }) => {
    for (const [alias, words] of unions) if (!(alias.type instanceof UnionType)) alias.type = words
    for (const reflection of project.getReflectionsByKind(ReflectionKind.Interface)) keepInterfaces(reflection)
    const modules = project.getReflectionsByKind(ReflectionKind.Module)
    const unexported = modules.filter(({ name }) => name === UNEXPORTED)
    const exported = modules.filter((module) => !unexported.includes(module)).flatMap(({ children = [] }) => children)
    const reached = reachableFrom(exported.filter((child) => !unexported.includes(child)))
    for (const module of unexported) {
      module.comment = new Comment([
        { kind: 'text', text: 'Types that are not exported and appear in types that are.' },
      ])
      for (const child of [...(module.children ?? [])]) if (!reached.has(child)) project.removeReflection(child)
    }
  }
  const forgetOperations = ({ project }) => {
    for (const reflection of project.getReflectionsByKind(ReflectionKind.Property))
      if (reflection.inheritedFrom?.reflection === undefined) reflection.inheritedFrom = undefined
  }
  // after the types were added, before anything else looks at them
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, prune, -1000)
  app.converter.on(Converter.EVENT_RESOLVE_END, forgetOperations, -1000)
}
