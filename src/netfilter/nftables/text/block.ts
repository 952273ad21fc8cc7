/** What stands between braces, and how it is laid out: line by line, or all in one. */
import { printable } from '../statements/quote.ts'

export interface Block {
  /** `set hosts`. */
  readonly head: string
  readonly body: readonly (string | Block)[]
  readonly handle?: number | undefined
  /** What nft can't be told stands there for people: behind `#`. */
  readonly comment?: boolean | undefined
}

/** How text for nft is written. */
export interface TextOptions {
  /** Says the kernel's numbers as well: `# handle 4`. */
  readonly handles?: boolean | undefined
}

/** Behind the line of what has one. */
export const handleText = (handle: number | undefined, { handles }: TextOptions): string =>
  handles === true && handle !== undefined ? ` # handle ${handle}` : ''

/** Parts that have braces of their own stand apart. */
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

/** `set hosts { type ipv4_addr; flags interval; }`, or only what it is called where nothing stands in it. */
export const inOneLine = ({ head, body }: Block): string => {
  const parts = body.map((one) => (typeof one === 'string' ? one.replace(/^# |;$/g, '') : inOneLine(one)))
  return parts.length === 0 ? head : `${head} { ${parts.map((part) => `${part};`).join(' ')} }`
}
