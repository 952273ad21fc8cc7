/** Commands derived from an object's descriptor: options from its filters, and lines that show every field by name. */
import { Option } from 'commander'
import type { Filter } from '../client/object.ts'
import type { AnyObject, Member } from '../rtnl/objects.ts'
import { objects } from '../rtnl/objects.ts'
import { count, device, named } from './command.ts'
import type { Dumped } from './dumped.ts'
import type { Format } from './format/words.ts'
import { flatten, words } from './format/words.ts'

const PARSERS: { readonly [type in Filter['type']]: (given: string) => unknown } = {
  device,
  number: count,
  text: named,
}

const optionOf = (name: string, { type, help }: Filter): Option =>
  new Option(`--${name} <${type === 'device' ? 'link' : type}>`, help).argParser(PARSERS[type])

const format: Format<object> = (value) => [words(...flatten(value))]

export const derivedCommand = (member: Member): Dumped => {
  const object: AnyObject = objects[member]
  const { name, filters } = object
  return {
    name: member,
    aliases: [name],
    object: name as Dumped['object'],
    format,
    named: object.kind.names !== undefined,
    options: (command) => {
      for (const [option, filter] of Object.entries(filters)) command.addOption(optionOf(option, filter))
      return command
    },
    filter: (options) =>
      Object.fromEntries(Object.keys(filters).flatMap((key) => (key in options ? [[key, options[key]]] : []))),
    examples: [[`rtnl-dump ${member} --json`, 'for a program']],
  }
}
