/** Messages as JSON: one document, or one object a line. */
import { fastPaths } from '../../netlink/codec/fast/fast-paths.ts'
import { whyNoMessage } from '../captured.ts'
import { arrayParts, toJson } from '../json.ts'
import type { Decoded, Form } from './form.ts'
import { originOf } from './form.ts'
import { RouteLines } from './lines/route-lines.ts'

const jsonOf = ({ captured, described, answer }: Decoded): object => {
  const origin = originOf(captured, answer)
  if (described === undefined)
    return { bytes: captured.bytes, problems: [{ path: '', offset: 0, message: whyNoMessage(captured) }], ...origin }
  const { header, name, value, problems } = described
  return { name, header, value, problems, ...origin }
}

export const json: Form = {
  isSafe: true,
  message: (decoded) => arrayParts.before(decoded.number - 1) + toJson(jsonOf(decoded)),
  end: arrayParts.end,
}

export const jsonLines: Form = {
  isSafe: true,
  message: (decoded) => `${toJson(jsonOf(decoded))}\n`,
  end: () => '',
}

/** The same text, faster. It remembers text, so each capture needs its own. */
export const quickJsonLines = (): Form => {
  const lines = new RouteLines()
  return { ...jsonLines, quick: (captured, answer) => (fastPaths ? lines.line(captured, answer) : undefined) }
}
