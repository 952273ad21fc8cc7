/** The comparison with iproute2 for what this machine's own kernel may lack. */
import t from 'tap'
import { inGuest } from './guest.ts'

inGuest(t, 'oracle.ts')
