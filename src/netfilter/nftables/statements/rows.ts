/** All statements that use registers, by their key and by their last expression. */
import { answers } from './answers.ts'
import { byKey } from './by-key.ts'
import { diversions } from './diversion.ts'
import { references } from './references.ts'
import type { Row } from './row.ts'
import { translations } from './translation.ts'
import type { Statement } from './types.ts'

const ROWS: readonly Row[] = [...translations, ...diversions, ...references, ...answers]

const byExpression = new Map<string, readonly Row[]>()
for (const row of ROWS) byExpression.set(row.expression, [...(byExpression.get(row.expression) ?? []), row])

export const rowOf: (statement: Statement) => Row | undefined = byKey(ROWS)

/** The rows whose last expression has this name. Each decides whether the expression is its own. */
export const rowsFor = (expression: string): readonly Row[] => byExpression.get(expression) ?? []
