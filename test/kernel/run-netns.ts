/** /run/netns in the file system. */
import { readdirSync, statfsSync } from 'node:fs'

/** NSFS_MAGIC of <linux/magic.h>. */
const NSFS = 0x6e736673

/** The files in /run/netns, sorted. */
export const names = (): string[] => readdirSync('/run/netns').sort()

/** Whether a namespace is mounted on the file of a name. */
export const isMounted = (name: string): boolean => statfsSync(`/run/netns/${name}`).type === NSFS
