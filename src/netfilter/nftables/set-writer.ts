/** Sets, maps and elements of a transaction. Elements and rules need the types of their set, so the known sets are here. */

import { EncodeError } from '../../netlink/codec/errors.ts'
import type { ByteOrder } from '../../netlink/codec/order.ts'
import { NLM_F_CREATE } from '../../netlink/protocol/header.ts'
import { checkOptions } from '../../netlink/socket/options.ts'
import type { BatchWriter, ElementMessageName, Named } from './batch-writer.ts'
import { KEYS } from './identity.ts'
import { newElements } from './new-elements.ts'
import type { InTable } from './new-objects.ts'
import type { KnownContents, NewNftSet } from './new-set.ts'
import { newSet } from './new-set.ts'
import { setKey } from './rule-sets.ts'
import type { SetValue } from './set-contents.ts'
import { contentsOf } from './set-contents.ts'
import type { SetElement } from './set-elements.ts'
import { VERDICT } from './statements/set-notes.ts'

const knownContents = (set: SetValue, order: ByteOrder): KnownContents => {
  const { name = '', dataLen = 0, dataType, flags = [] } = set
  const { key, data, ranges, merges } = contentsOf(set, order)
  const kind = flags.includes('object') ? 'objects' : dataType === VERDICT ? 'verdicts' : ranges ? 'ranges' : 'values'
  const map = flags.includes('object') || flags.includes('map')
  return {
    name,
    reference: {},
    interval: flags.includes('interval'),
    dataLength: dataLen,
    data: data?.parts,
    parts: key.parts,
    mapData: map ? { kind, parts: data?.parts ?? [] } : undefined,
    joined: merges,
  }
}

export class SetWriter {
  private readonly batch: BatchWriter
  private readonly known = new Map<string, KnownContents>()

  /** `sets`: the sets that exist before the transaction. */
  constructor(batch: BatchWriter, sets: readonly SetValue[]) {
    this.batch = batch
    for (const set of sets) this.known.set(setKey(set.family, set.table, set.name), knownContents(set, batch.order))
  }

  /** `path`: the field that contains the name. @throws {EncodeError} if the table has no set or map of that name. */
  find({ family, table }: InTable, name: string, path: string): KnownContents {
    const known = this.known.get(setKey(family, table, name))
    if (known === undefined) throw new EncodeError(path, `a set or map of table ${family} ${table}`, name)
    return known
  }

  add(set: NewNftSet, flags: number): void {
    const { family, table, name, elements } = set
    const { attributes, known } = newSet(set, this.batch.order)
    this.batch.push('NFT_MSG_NEWSET', flags, family, { ...attributes, id: this.batch.nextId() }, `${table} ${name}`)
    this.known.set(setKey(family, table, name), known)
    if (elements !== undefined) this.elements('NFT_MSG_NEWSETELEM', NLM_F_CREATE, set, elements)
  }

  /** Writes all elements, or none if one of them is invalid. */
  elements(message: ElementMessageName, flags: number, where: Named, elements: readonly SetElement[]): void {
    const set = this.find(where, where.name, 'set')
    const adds = message === 'NFT_MSG_NEWSETELEM'
    this.batch.whole(() => {
      const target = `elements of ${where.name}`
      for (const element of elements) checkOptions(target, element, KEYS.element)
      this.batch.pushElements(message, flags, where, newElements(elements, set, this.batch.order, adds))
    })
  }
}
