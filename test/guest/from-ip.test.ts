/** docs/from-ip.md: kinds of links that this machine's kernel may lack. */
import t from 'tap'
import { inGuest } from './guest.ts'

inGuest(t, 'from-ip.ts', { namespace: true })
