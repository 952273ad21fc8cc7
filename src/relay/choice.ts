/** Chooses the gate by the options of the program. */
import type { Gate } from './gate.ts'
import { openGate } from './gate.ts'
import type { Io } from './io.ts'
import type { RelayArguments } from './main.ts'

export const gateOf = async (_given: RelayArguments, _io: Io): Promise<Gate> => openGate
