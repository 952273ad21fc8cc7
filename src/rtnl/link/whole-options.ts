/** Changes that depend on the present state of a link: if the settings were read, only those that differ are requested. */
import { isDeepStrictEqual } from 'node:util'
import type { Requester } from '../../client/requester.ts'
import { EncodeError } from '../../netlink/codec/errors.ts'
import type { Link } from '../shapes.ts'
import type { LinkSettings } from './input.ts'
import { asSettings, CREATION_ONLY, isListed, settingsOf } from './listed.ts'
import { changedOptions, checkKind, linkTable, mustReadFirst, portTable } from './options.ts'
import { readLink } from './reading.ts'
import { inetConf } from './tables/ip-conf.ts'

type Values = { readonly [key: string]: unknown }

const kindNeeded = (path: string, what: string): EncodeError =>
  new EncodeError(path, `the kind of the ${what}, which determines its options`)

/** Whether all IPv4 settings are present, as in a link that was read. */
const isWhole = (inet: LinkSettings['inet']): boolean =>
  inet !== undefined && inetConf.names.every((name) => inet[name] !== undefined)

const differing = (given: Values, there: Values): Values =>
  Object.fromEntries(Object.entries(given).filter(([key, value]) => !isDeepStrictEqual(value, there[key])))

const checkCreationSettings = (changed: Values, there: Values): void => {
  for (const key of CREATION_ONLY)
    if (changed[key] !== undefined)
      throw new EncodeError(
        key,
        `${there[key] ?? 'nothing'}: it can't be changed after the link was created`,
        changed[key],
      )
}

/** Replaces `data` and `slaveData` by the options that must be requested. */
const options = (settings: LinkSettings, present: Link): LinkSettings => {
  const { kind = present.kind, slaveKind = present.slaveKind, data, slaveData } = settings
  if (data !== undefined && kind === undefined) throw kindNeeded('kind', 'link')
  if (slaveData !== undefined && slaveKind === undefined) throw kindNeeded('slaveKind', "port's master")
  const own =
    data === undefined || kind === undefined
      ? undefined
      : changedOptions(kind, linkTable(kind), kind === present.kind ? present.data : undefined, data, 'data')
  const port =
    slaveData === undefined || slaveKind === undefined
      ? undefined
      : changedOptions(
          slaveKind,
          portTable(slaveKind),
          slaveKind === present.slaveKind ? present.slaveData : undefined,
          slaveData,
          'slaveData',
        )
  return {
    ...settings,
    kind: own === undefined ? undefined : kind,
    data: own,
    slaveKind: port === undefined ? undefined : slaveKind,
    slaveData: port,
  }
}

/** The settings to request. Throws EncodeError for settings that can't be changed, and for options of an unknown kind. */
export const wantedOf = async (
  requester: Requester,
  dev: string | number,
  given: LinkSettings,
): Promise<LinkSettings> => {
  const listed = isListed(given)
  const settings = asSettings(given)
  const { kind, data, slaveKind, slaveData, inet } = settings
  if (kind !== undefined) checkKind(kind, data, 'kind')
  const own = data !== undefined && mustReadFirst(kind, linkTable, data)
  const port = slaveData !== undefined && mustReadFirst(slaveKind, portTable, slaveData)
  if (!listed && !own && !port && !isWhole(inet)) return settings
  const present = await readLink(requester, dev)
  const { inet: conf = {}, ...there } = settingsOf(present) as LinkSettings & Values
  const { inet: _, data: __, slaveData: ___, ...rest } = settings as LinkSettings & Values
  const changed = listed ? differing(rest, there) : rest
  if (listed) checkCreationSettings(changed, there)
  const wanted = options({ ...changed, kind, slaveKind, data, slaveData }, present)
  if (inet === undefined) return wanted
  const others = isWhole(inet) ? differing(inet, conf) : inet
  return { ...wanted, inet: Object.keys(others).length === 0 ? undefined : (others as LinkSettings['inet']) }
}
