/** Blocks in braces as text, over several lines or on one. */
import { printable } from '../statements/quote.ts'

export interface Block {
  /** `set hosts`. */
  readonly head: string
  readonly body: readonly (string | Block)[]
  readonly handle?: number | undefined
  /** nft cannot read the block: its lines are comments (`#`). */
  readonly comment?: boolean | undefined
}

/** How text for nft is written. */
export interface TextOptions {
  /** Adds the handles of objects as comments: `# handle 4`. */
  readonly handles?: boolean | undefined
}

/** The comment to append to the line of an object; empty if it has no handle or handles are not printed. */
export const handleText = (handle: number | undefined, { handles }: TextOptions): string =>
  handles === true && handle !== undefined ? ` # handle ${handle}` : ''

/** The lines between the braces. An empty line separates nested blocks. */
const bodyLines = (body: Block['body'], options: TextOptions): string[] =>
  body.flatMap((one, at) => {
    const before = body[at - 1]
    const apart = before !== undefined && (typeof one !== 'string' || typeof before !== 'string')
    const lines = typeof one === 'string' ? one.split('\n') : blockLines(one, options)
    return [...(apart ? [''] : []), ...lines.map((line) => (line === '' ? '' : `\t${line}`))]
  })

export const blockLines = (block: Block, options: TextOptions): string[] => {
  const { head, body, handle, comment } = block
  const lines = [`${head} {${handleText(handle, options)}`, ...bodyLines(body, options), '}']
  return comment === true ? lines.map((line) => `# ${printable(line.replaceAll('\t', '  '))}`) : lines
}

/** `set hosts { type ipv4_addr; flags interval; }`, or only the head if the body is empty. */
export const inOneLine = ({ head, body }: Block): string => {
  const parts = body.map((one) => (typeof one === 'string' ? one.replace(/^# |;$/g, '') : inOneLine(one)))
  return parts.length === 0 ? head : `${head} { ${parts.map((part) => `${part};`).join(' ')} }`
}
