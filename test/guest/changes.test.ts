/** The same changes by us and by iproute2, for features that this machine's kernel or iproute2 may lack. */
import t from 'tap'
import { inGuest } from './guest.ts'

inGuest(t, 'changes.ts', { newestIproute2: true, namespace: true })
