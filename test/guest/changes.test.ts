/** The same changes by us and by iproute2, for what this machine's own kernel may lack. */
import t from 'tap'
import { inGuest } from './guest.ts'

// The first namespace of a kernel differs from those made later, and we compare with one of them.
inGuest(t, 'changes.ts', ['unshare', '--net'])
