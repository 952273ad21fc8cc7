/** The lines that explain a refusal. */
import type { Colours } from './colours.ts'
import type { Explanation, FieldLocation, Missing } from './explanation.ts'
import { wrap } from './format/words.ts'
import { visible } from './terminal.ts'

/** Width of the labels. */
const LABEL = 11
const INDENT = ' '.repeat(2 + LABEL)

const nameText = (path: string, constant: string | undefined): string =>
  constant === undefined ? path : `${path} (${constant})`

/** `linkinfo.data.id (IFLA_VXLAN_ID) at byte 60`. */
const locationText = ({ path, constant, offset }: FieldLocation): string =>
  path === undefined ? `byte ${offset}` : `${nameText(path, constant)} at byte ${offset}`

const missingText = ({ path, constant, nest }: Missing): string =>
  nameText(path, constant) + (nest === undefined ? '' : `, in ${locationText(nest)}`)

/** Undefined text: nothing is known. */
export type Fact = readonly [label: string, text: string | undefined]

const UNKNOWN = 'unknown: the request was not captured, and the answer does not contain it'
const HEADER_ONLY = 'only its header is known; capture the request too for a full explanation'

/** What is known about a refusal, in the order in which it is read. */
export const factsOf = (explained: Explanation): readonly Fact[] => {
  const { asked = UNKNOWN, code, errno, meaning, said, field, missing, accepts, hint, whole, request } = explained
  return [
    ['asked', asked],
    ['request', whole || request.length === 0 ? undefined : HEADER_ONLY],
    ['answer', `${code} (${errno}): ${meaning}`],
    ['kernel', said ?? 'no words of its own'],
    ['at fault', field && locationText(field)],
    ['sent', field?.sent],
    ['accepted', accepts],
    ['missing', missing && missingText(missing)],
    ['hint', hint],
  ]
}

/** What was asked, what the kernel said, and which field it is about. `omitted`: labels of facts that are not shown. */
export const factLines = (explained: Explanation, colours: Colours, omitted: readonly string[] = []): string[] =>
  factsOf(explained).flatMap(([label, text]) => {
    if (text === undefined || omitted.includes(label)) return []
    const [first = '', ...more] = wrap(visible(text).split(' '), INDENT)
    return [`  ${colours.dim(label.padEnd(LABEL))}${first.slice(INDENT.length)}`, ...more]
  })
