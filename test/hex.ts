/** Bytes in tests: hexadecimal digits, with a comment that names each field. */

/** Bytes from hexadecimal digits. Blanks, `|`, newlines, and comments from `//` to the end of a line are ignored. */
export const fromHex = (text: string): Uint8Array => {
  const digits = text.replace(/\/\/.*$/gm, '').replace(/[\s|]/g, '')
  if (!/^([0-9a-f]{2})*$/.test(digits)) throw new TypeError(`${text} is not hexadecimal`)
  return Uint8Array.from(Buffer.from(digits, 'hex'))
}

export const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

/**
 * Bytes as a template; values are bytes or digits:
 *
 *     hex`
 *       14000000  // nlmsg_len
 *       1200      // nlmsg_type: RTM_GETLINK
 *     `
 */
export const hex = (text: TemplateStringsArray, ...values: readonly (Uint8Array | string)[]): Uint8Array =>
  fromHex(String.raw(text, ...values.map((value) => (typeof value === 'string' ? value : toHex(value)))))
