/**
 * What a doc comment has to say beside its subject: the unit of a quantity, what absent means, and what can go wrong. The
 * words are searched in the comment, so a wrong unit passes; a forgotten one does not.
 */
import ts from 'typescript'
import type { PublicName } from './public-names.ts'

/** Last words of names that are quantities: `gcInterval`, `keyLen`, `mtu`. */
const QUANTITIES = new Set(
  [
    'time timeout interval intvl delay age ageing timer period expires elapsed lifetime preferred valid',
    'tstamp cstamp stamp',
  ]
    .concat('timestamp bitrate rate burst size hashsize hdrsize len hdrlen prefixlen length mtu mss buffer')
    .flatMap((words) => words.split(' ')),
)

const isQuantity = (name: string): boolean =>
  QUANTITIES.has(
    name
      .split(/(?=[A-Z])/)
      .at(-1)
      ?.toLowerCase() ?? '',
  )

/** Units, and quantities without one: counts, and lengths of prefixes, which are bits. */
const UNITS =
  /\b(bytes?|bits?|(nano|micro|milli)?seconds?|hundredths|packets?|elements?|expectations|buckets|rows?|[KMG]?bit\/s|prefix(es)? (has |with )?.*length|prefix length)\b/i

/** Words by which a comment says what a missing field means. */
const ABSENT = /\b(absent|undefined|defaults?|left out|omitted|unless|without|present|only|every given field)\b/i

const TAGS = new Set(['throws', 'deprecated', 'example'])

const STREAMS = new Set(['Promise', 'Stream', 'AsyncIterableIterator', 'AsyncIterator'])

/** A promise, or a stream, which may be disposable as well. */
const isLater = (type: ts.Type): boolean =>
  type.isIntersection() ? type.types.some(isLater) : STREAMS.has(type.getSymbol()?.name ?? '')

const commentOf = (symbol: ts.Symbol, checker: ts.TypeChecker): string =>
  ts.displayPartsToString(symbol.getDocumentationComment(checker))

/** The comment of a declaration, then those of the declarations around it. */
const commentsAround = (declaration: ts.Node, checker: ts.TypeChecker): string[] => {
  const comments: string[] = []
  for (let node = declaration; !ts.isSourceFile(node); node = node.parent) {
    const symbol = (node as Partial<ts.Declaration & { readonly symbol: ts.Symbol }>).symbol
    if (symbol !== undefined) comments.push(commentOf(symbol, checker))
  }
  return comments
}

const isNumber = (type: ts.Type): boolean =>
  (type.isUnion() ? type.types : [type]).some(
    ({ flags }) => (flags & (ts.TypeFlags.Number | ts.TypeFlags.BigInt)) !== 0,
  )

/** Booleans are false if they are absent, and literals say what they are. */
const isPlain = (type: ts.Type): boolean =>
  (type.isUnion() ? type.types : [type]).every(
    ({ flags }) => (flags & (ts.TypeFlags.BooleanLike | ts.TypeFlags.Undefined | ts.TypeFlags.Never)) !== 0,
  )

/** Functions that users call. Those that users write, such as the methods of a transport, are members of interfaces. */
const isCalled = (node: ts.Node): boolean =>
  (ts.isMethodDeclaration(node) ||
    ts.isFunctionDeclaration(node) ||
    ts.isPropertyDeclaration(node) ||
    ts.isPropertyAssignment(node) ||
    ts.isVariableDeclaration(node)) &&
  !/^(next|return)$/.test(node.name?.getText() ?? '')

/** What the comment of a public name lacks. */
export const lacks = ({ name, symbol }: PublicName, checker: ts.TypeChecker): string[] => {
  const declaration = symbol.declarations?.[0]
  if (declaration === undefined) return []
  const type = checker.getTypeOfSymbolAtLocation(symbol, declaration)
  const [own = '', ...around] = commentsAround(declaration, checker)
  const last = name.split('.').at(-1) as string
  const found: string[] = []
  const isField = ts.isPropertySignature(declaration) || ts.isPropertyDeclaration(declaration)
  if (isField && isNumber(type) && isQuantity(last) && !UNITS.test(own)) found.push('its unit')
  const isOptional = ts.isPropertySignature(declaration) && declaration.questionToken !== undefined
  if (isOptional && !isPlain(type) && ![own, ...around].some((comment) => ABSENT.test(comment)))
    found.push('what absent means')
  const requests = type.getCallSignatures().some((signature) => isLater(signature.getReturnType()))
  const tags = symbol.getJsDocTags(checker).map((tag) => tag.name)
  if (isCalled(declaration) && requests && !tags.includes('throws')) found.push('@throws')
  // TypeScript ends a comment at the `@seen` of `add @seen`
  for (const tag of tags) if (!TAGS.has(tag)) found.push(`no tag @${tag}`)
  return found
}

/** An integer of a table: `attr(4, u32)`, `readOnly(attr(4, u64))`, or a field of a struct. */
const INTEGER = /^(readOnly\()?(attr\(\d+, )?([us](8|16|32|64)|be(16|32|64))\b/

/** The rows of a table that are quantities and do not say their unit, as `file:line key`. */
export const rowsWithoutUnit = (file: ts.SourceFile): string[] => {
  const found: string[] = []
  const visit = (node: ts.Node, comments: string): void => {
    const own = ts.isPropertyAssignment(node)
      ? comments + ts.getJSDocCommentsAndTags(node).map((comment) => comment.getText())
      : comments
    if (ts.isPropertyAssignment(node)) {
      const key = node.name.getText()
      if (isQuantity(key) && INTEGER.test(node.initializer.getText()) && !UNITS.test(own))
        found.push(`${file.fileName}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1} ${key}`)
    }
    ts.forEachChild(node, (child) => visit(child, own))
  }
  visit(file, '')
  return found
}
