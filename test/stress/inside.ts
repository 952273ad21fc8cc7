/** Namespaces to compare, and programs that run in them without the library as independent evidence. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { NetlinkError } from '../../src/netlink/protocol/errors.ts'
import { Netns } from '../../src/netns/netns.ts'

export const printed = async (ns: { readonly fd: number }, program: string, ...words: string[]): Promise<unknown> => {
  const where = `--net=/proc/${process.pid}/fd/${ns.fd}`
  const { stdout } = await promisify(execFile)('nsenter', [where, program, ...words], { maxBuffer: 1 << 26 })
  return JSON.parse(stdout === '' ? '[]' : stdout)
}

const ATTEMPTS = 200

/** An anonymous namespace with its configuration. The helper that is needed for it may be killed at any time. */
export const prepared = async <T>(setUp: (ns: Netns) => Promise<T>): Promise<T> => {
  for (let attempt = 1; ; attempt++) {
    let ns: Netns | undefined
    try {
      ns = await Netns.createAnonymous()
      return await setUp(ns)
    } catch (error) {
      ns?.close()
      if ((error as NetlinkError).code !== 'ERR_HELPER' || attempt === ATTEMPTS) throw error
    }
  }
}
