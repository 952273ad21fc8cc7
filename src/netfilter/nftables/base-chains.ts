/** The base chains of a transaction: their type and hook decide which statements the kernel accepts in them. */
import { EncodeError } from '../../netlink/codec/errors.ts'
import type { HookName } from './hooks.ts'
import { hookName } from './hooks.ts'
import type { InTable, NewChain } from './new-objects.ts'
import type { Statement } from './statements/types.ts'

interface BaseChain {
  readonly type: string
  readonly hook: HookName | number
}

const SOURCE_HOOKS = ['postrouting', 'input'] as const
const TARGET_HOOKS = ['prerouting', 'output'] as const

/** The hooks in which the kernel accepts a translation of addresses; undefined for other statements. */
const hooksOf = (statement: Statement): readonly (HookName | number)[] | undefined => {
  if ('nat' in statement) return statement.nat.type === 'snat' ? SOURCE_HOOKS : TARGET_HOOKS
  if ('masquerade' in statement) return ['postrouting']
  return 'redirect' in statement ? TARGET_HOOKS : undefined
}

export class BaseChains {
  private readonly known = new Map<string, BaseChain>()

  private static key({ family, table }: InTable, chain: string): string {
    return `${family} ${table} ${chain}`
  }

  add(chain: NewChain): void {
    const { family, name, type = 'filter', hook } = chain
    if (hook === undefined) return
    const word = typeof hook === 'number' ? hookName(family, hook) : hook
    this.known.set(BaseChains.key(chain, name), { type, hook: word })
  }

  delete(where: InTable, chain: string): void {
    this.known.delete(BaseChains.key(where, chain))
  }

  /** Forgets all chains: their table was deleted. */
  clear(): void {
    this.known.clear()
  }

  /**
   * Checks that a chain of the transaction accepts the translations of addresses in a rule. The kernel checks other chains.
   *
   * @throws {EncodeError}
   */
  check(where: InTable, name: string, statements: readonly Statement[]): void {
    const chain = this.known.get(BaseChains.key(where, name))
    if (chain === undefined) return
    const { type, hook } = chain
    for (const [index, statement] of statements.entries()) {
      const hooks = hooksOf(statement)
      if (hooks === undefined || (type === 'nat' && hooks.includes(hook))) continue
      const expected = `a chain of type nat with hook ${hooks.join(' or ')}`
      throw new EncodeError(`statements[${index}]`, `${expected}; chain ${name} has type ${type} and hook ${hook}`)
    }
  }
}
