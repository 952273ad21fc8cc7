// Loaded before each test file by scripts/test-slow-paths.sh: with `RTNL_FAST=0` it turns the codec's fast paths off in
// files that load no socket. A worker inherits this argument before it can load TypeScript; its program loads a socket.
import { isMainThread } from 'node:worker_threads'

if (isMainThread) await import('../src/netlink/socket/fast-paths.ts')
