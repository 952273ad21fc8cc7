/** The users and groups that programs run as: numbers, or names in /etc/passwd and /etc/group. */
import { readFileSync } from 'node:fs'
import { EncodeError } from '../netlink/codec/errors.ts'
import { NetnsError } from '../setns/errors.ts'

/** (uid_t)-1 is not a user: to setuid(2) and similar calls it means "unchanged". */
const HIGHEST = 0xfffffffe

const isId = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= HIGHEST

const read = (file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const { errno } = error as NodeJS.ErrnoException
    throw new NetnsError({ errno: -(errno as number), operation: 'exec', target: file, syscall: 'open' })
  }
}

/** The fields of a name's line; undefined if there is none. Lines that start with `+` or `-` (NIS) are not users. */
const lineOf = (file: string, name: string): readonly string[] | undefined => {
  for (const line of read(file).split('\n')) {
    const fields = line.split(':')
    if (fields[0] === name && !/^[+-]/.test(name)) return fields
  }
  return undefined
}

/** Parses a field of digits; undefined for other text, which Number() might accept (`''` is 0). */
const idIn = (field: string | undefined): number | undefined => {
  const id = field !== undefined && /^\d{1,10}$/.test(field) ? Number(field) : undefined
  return isId(id) ? id : undefined
}

const lookUp = (
  file: string,
  given: unknown,
  path: string,
): { readonly id: number; readonly fields: readonly string[] } => {
  const fields = typeof given === 'string' && given !== '' ? lineOf(file, given) : undefined
  const id = idIn(fields?.[2])
  if (fields === undefined || id === undefined)
    throw new EncodeError(path, `a number from 0 to ${HIGHEST}, or a name of ${file}`, given)
  return { id, fields }
}

export interface User {
  readonly uid: number
  /** The user's primary group, if the user was given by name. */
  readonly gid: number | undefined
}

/** Looks up a user. @throws {EncodeError} if it is neither a user ID nor a name in this process's /etc/passwd. */
export const userOf = (given: unknown): User => {
  if (isId(given)) return { uid: given, gid: undefined }
  const { id, fields } = lookUp('/etc/passwd', given, 'uid')
  const gid = idIn(fields[3])
  if (gid === undefined) throw new EncodeError('uid', 'a user whose line in /etc/passwd names a group', given)
  return { uid: id, gid }
}

/** The same for a group, in /etc/group. */
export const groupOf = (given: unknown): number => (isId(given) ? given : lookUp('/etc/group', given, 'gid').id)
