/**
 * The compile cache of Node.js: it stores what V8 has compiled, so that a program starts sooner the next time. What is in
 * the cache is run without another look at the sources, so it is a folder that only this user may write to.
 */
import { lstatSync, mkdirSync } from 'node:fs'
import module from 'node:module'
import { userInfo } from 'node:os'
import { join } from 'node:path'

/** S_IWGRP | S_IWOTH */
const WRITABLE_BY_OTHERS = 0o022

/** Whether it is a folder, and no symbolic link, that belongs to this user and that no other may write to. */
const isOwn = (folder: string, uid: number): boolean => {
  const found = lstatSync(folder, { throwIfNoEntry: false })
  return found?.isDirectory() === true && found.uid === uid && (found.mode & WRITABLE_BY_OTHERS) === 0
}

/**
 * Creates the folder of the cache below a home folder. Undefined if another user could change what is in it.
 * Throws if it cannot be created. `uid`: the effective user ID.
 */
export const compileCacheIn = (home: string, uid: number): string | undefined => {
  if (!isOwn(home, uid)) return undefined
  const folder = join(home, '.cache', 'rtnl-dump')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return isOwn(join(home, '.cache'), uid) && isOwn(folder, uid) ? folder : undefined
}

type Enable = (folder: string) => unknown

/**
 * Puts the cache to use, from Node.js 22.8 on. The home folder is that of the effective user in the database of users: `sudo`
 * may leave the HOME of another user in the environment.
 */
export const useCompileCache = (
  enable = (module as { readonly enableCompileCache?: Enable }).enableCompileCache,
  /* c8 ignore next -- the tests do not use the home of their user */
  homeOf = (): string => userInfo().homedir,
): void => {
  if (enable === undefined) return
  try {
    /* c8 ignore next -- Linux has it; elsewhere there is no cache */
    const folder = compileCacheIn(homeOf(), process.geteuid?.() ?? -1)
    if (folder !== undefined) enable(folder)
  } catch {
    // a user without an entry, or a file system that cannot be written to: the program works without the cache
  }
}
