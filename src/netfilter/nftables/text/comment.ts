/** Comments as text. */
import { quote } from '../statements/quote.ts'

/** NFTNL_UDATA_COMMENT_MAXLEN: the longest comment that nft reads, in bytes. The kernel stores up to 254. */
const LONGEST = 128

const encoder = new TextEncoder()

/** Truncates a longer comment, since nft would refuse the whole file. */
const cut = (text: string): string => {
  let bytes = 0
  let end = 0
  for (const letter of text) {
    bytes += encoder.encode(letter).length
    if (bytes > LONGEST) return text.slice(0, end)
    end += letter.length
  }
  return text
}

/** `comment "ours"`; empty if there is none. */
export const commentText = (comment: string | undefined): string[] => {
  if (comment === undefined) return []
  const quoted = quote(comment)
  return [`comment "${cut(quoted.slice(1, -1))}"`]
}
