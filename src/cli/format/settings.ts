/** Formats settings like `ip netconf`, and nsids like `ip netns list-id`. */
import type { Netconf, Nsid } from '../../rtnl/shapes.ts'
import { visible } from '../terminal.ts'
import type { Format } from './words.ts'
import { detailLines, linkName, onOff, say, snakeCase, words } from './words.ts'

const WHOSE = new Set(['family', 'index', 'dev', 'unknown'])

/** One line with the settings that the family and the kernel have. */
export const formatNetconf: Format<Netconf> = (value, { colours, names }) => {
  const { family, index, dev } = value
  const name = dev ?? (typeof index === 'number' ? linkName(names, index) : index)
  const settings = Object.entries(value).filter(([key]) => !WHOSE.has(key))
  return [
    words(
      String(family),
      name === undefined ? '' : colours.bold(visible(String(name))),
      ...settings.map(
        ([key, setting]) =>
          `${snakeCase(key)} ${typeof setting === 'number' ? onOff(setting) : visible(String(setting))}`,
      ),
    ),
  ]
}

const SHOWN = new Set(['nsid', 'currentNsid'])

/** One line: `nsid 0`, with the nsid in this namespace if those of another one are listed. */
export const formatNsid: Format<Nsid> = (value, context) => [
  words(value.nsid === -1 ? 'nsid not assigned' : say('nsid', value.nsid), say('current-nsid', value.currentNsid)),
  ...detailLines(value, SHOWN, context),
]
