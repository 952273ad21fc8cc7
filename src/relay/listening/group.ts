/** Groups by name. */
import { ListenError } from './socket-file.ts'

/** The number of a group: a number, or a name in the text of /etc/group. @throws {ListenError} */
export const groupId = (group: string, groups: string): number => {
  if (/^\d+$/.test(group)) return Number(group)
  const line = groups.split('\n').find((one) => one.startsWith(`${group}:`))
  const id = line?.split(':')[2]
  if (id === undefined) throw new ListenError(`there is no group ${group} in /etc/group; a number also works`)
  return Number(id)
}
