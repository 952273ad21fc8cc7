/** Loaded before each test file by scripts/test-slow-paths.sh: with `RTNL_FAST=0` it turns the codec's fast paths off in files that load no socket. */
import '../src/netlink/socket/fast-paths.ts'
