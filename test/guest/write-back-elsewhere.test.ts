/** Pairs and ports of kinds that this machine's kernel may lack are created in another namespace as they were read. */
import t from 'tap'
import { inGuest } from './guest.ts'

inGuest(t, 'write-back-elsewhere.ts', { newestIproute2: true, namespace: true })
