/** Checks the addresses of relays, without loading what speaks to a relay. */

/** The methods of a stream that a relay needs. Streams of other packages than `node:stream` have them too. */
const STREAM = ['on', 'write', 'end', 'destroy'] as const

const isStream = (value: object): boolean =>
  STREAM.every((name) => typeof (value as { readonly [name: string]: unknown })[name] === 'function')

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '' && !value.includes('\0')

/** Whether a value is the address of a relay. */
export const isRelayAddress = (value: unknown): boolean => {
  if (Array.isArray(value)) return value.length > 0 && value.every(isText)
  return typeof value === 'object' && value !== null ? isStream(value) : isText(value)
}

/** What is expected, in errors. */
export const RELAY_ADDRESS = 'the path of a socket, a program with its arguments, or a stream'
