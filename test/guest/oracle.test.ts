/** The comparison with iproute2, for features that this machine's kernel may lack. */
import t from 'tap'
import { inGuest } from './guest.ts'

inGuest(t, 'oracle.ts')
