/**
 * The switch of all fast paths: `RTNL_FAST=0` in the environment turns them off. Everything then takes the general path,
 * with the same results. It is read once, when the library is loaded; docs/architecture.md lists the fast paths.
 */
import { setFastPaths } from '../codec/fast/fast-paths.ts'

/** Whether fast paths may be taken. */
export const FAST = process.env['RTNL_FAST'] !== '0'

// The codec cannot read it: it runs without Node as well.
setFastPaths(FAST)
