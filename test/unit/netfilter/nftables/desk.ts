/** A table without a kernel: encodes statements for it and decodes them again. */
import { assembleAll } from '../../../../src/netfilter/nftables/statements/assemble.ts'
import type { Family, WriteContext } from '../../../../src/netfilter/nftables/statements/context.ts'
import { readStatements } from '../../../../src/netfilter/nftables/statements/read.ts'
import type { ReadContext, ReadSet } from '../../../../src/netfilter/nftables/statements/read-context.ts'
import type { Statement } from '../../../../src/netfilter/nftables/statements/types.ts'

/** Where rules are written and read; sets that were created remain known. */
export const desk = (family: Family = 'inet', order: 'le' | 'be' = 'le') => {
  const sets = new Map<string, ReadSet>()
  const known = (name: string, more: Partial<ReadSet> = {}): void => {
    sets.set(name, { name, flags: [], keyLength: 4, dataLength: 4, elements: [], ...more })
  }
  known('hosts')
  known('nets', { flags: ['interval'] })
  known('ranges', { flags: ['interval'], keyLength: 4 })
  known('gate', { flags: ['map'] })
  known('quotas', { flags: ['object'], dataLength: 0, attributes: { objType: 'quota' } })
  known('pairs', { flags: ['map'], dataLength: 8 })
  const context: WriteContext = {
    family,
    order,
    set: (name) => {
      const { flags, dataLength } = sets.get(name) as ReadSet
      return { name, reference: {}, interval: flags.includes('interval'), dataLength }
    },
    anonymous: ({ name = `__set${sets.size}`, attributes, elements }) => {
      const flags = attributes.flags ?? []
      const lengths = { keyLength: attributes.keyLen ?? 0, dataLength: attributes.dataLen ?? 0 }
      known(name, { flags, ...lengths, elements, attributes })
      return { name, reference: {}, interval: flags.includes('interval'), dataLength: attributes.dataLen ?? 0 }
    },
  }
  const reading: ReadContext = { family, order, set: (name) => sets.get(name) }
  const again = (...statements: Statement[]): readonly Statement[] =>
    readStatements(assembleAll(statements, context, 'statements'), reading)
  return { context, reading, again, sets }
}
