/** Captures of tcpdump on a link of kind nlmon, which this machine's kernel may lack. */
import t from 'tap'
import { inGuest } from './guest.ts'

inGuest(t, 'nlmon.ts')
