/** For tests that check that a fast path is taken. Without fast paths they are skipped, and reported as skipped. */
import { fastPaths } from '../src/netlink/codec/fast/fast-paths.ts'

export const needsFastPaths = { skip: fastPaths ? false : 'fast paths are off (RTNL_FAST=0)' }
