/** Who may use the server: only those who know its URL, by the name of this machine. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

/** The address that the server listens at. Other machines cannot reach it. */
export const LOOPBACK = '127.0.0.1'

/** A part of a URL that nobody can guess: 192 random bits. */
export const newToken = (): string => randomBytes(24).toString('base64url')

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** Compares in a time that tells nothing about the token. */
export const isToken = (given: string, token: string): boolean => timingSafeEqual(digest(given), digest(token))

/**
 * Why a request is refused, whatever it asks for; undefined if it is not. A page of another site that has made its own name
 * lead to this machine (DNS rebinding) sends that name as Host. What another site's page sends on its own has its Origin.
 */
export const refusalOf = ({ host, origin }: IncomingHttpHeaders, port: number): string | undefined => {
  const names = [`${LOOPBACK}:${port}`, `localhost:${port}`]
  if (host === undefined || !names.includes(host)) return 'Host is not the address of this server'
  if (origin !== undefined && !names.some((name) => origin === `http://${name}`)) return 'Origin is another site'
  return undefined
}

export interface Target {
  readonly token: string
  /** What follows the token and a slash; undefined if no slash does. */
  readonly name: string | undefined
}

/** The parts of a request's URL: `/TOKEN/page.js`. */
export const targetOf = (url: string): Target => {
  const [path = ''] = url.split('?')
  const [, token = '', name] = /^\/([^/]*)(?:\/(.*))?$/.exec(path) ?? []
  return { token, name }
}
