/** What is read can be written back, for features that this machine's kernel may lack. */
import t from 'tap'
import { inGuest } from './guest.ts'

inGuest(t, 'write-back.ts', { newestIproute2: true, namespace: true })
