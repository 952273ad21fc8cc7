/** Pairs and ports are made in another namespace as they were read, of kinds that this machine's kernel may lack. */
import t from 'tap'
import { inGuest } from './guest.ts'

inGuest(t, 'write-back-elsewhere.ts', { newestIproute2: true, namespace: true })
