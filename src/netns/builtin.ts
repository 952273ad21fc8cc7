/** Modules of Node.js that few programs need. Importing node:https takes a fifth of the time in which Node.js starts. */
import { Module } from 'node:module'

// Any path will do: modules of Node.js are found from everywhere.
const require = Module.createRequire(process.execPath)

/** node:https, loaded when it is first used. */
export const https = (): typeof import('node:https') => require('node:https')

/** node:dgram, loaded when it is first used. */
export const dgram = (): typeof import('node:dgram') => require('node:dgram')
