/** The audit log: a line of JSON for each change, and for each refusal. */
import type { Wanted } from './gate.ts'
import { namespaceText } from './namespace.ts'
import type { Decision } from './policy/warden.ts'

/**
 * `bytes` is the message in hexadecimal: as the kernel was sent it, or as it was refused. `rtnl-dump decode` reads it.
 */
export const auditLine = (
  { allowed, name, reason, message }: Decision,
  { protocol, where, client }: Wanted,
  now: Date,
): string =>
  `${JSON.stringify({
    time: now.toISOString(),
    decision: allowed ? 'allowed' : 'refused',
    pid: client?.pid,
    uid: client?.uid,
    protocol,
    message: name,
    netns: where === undefined ? undefined : namespaceText(where),
    reason,
    bytes: Buffer.from(message).toString('hex'),
  })}\n`
