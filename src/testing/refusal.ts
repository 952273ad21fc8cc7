/** Refusals of a fake network: the kernel's errno and text, or that the network does not model what was requested. */

/** Errnos of Linux that a fake network refuses requests with. */
export const ERRNO = {
  EPERM: 1,
  ENOENT: 2,
  ESRCH: 3,
  EACCES: 13,
  EBUSY: 16,
  EEXIST: 17,
  ENODEV: 19,
  EINVAL: 22,
  ELOOP: 40,
  EOPNOTSUPP: 95,
  EADDRINUSE: 98,
  EADDRNOTAVAIL: 99,
  ENETDOWN: 100,
  ENETUNREACH: 101,
  EHOSTUNREACH: 113,
} as const

/** The name of such an errno. */
export type Errno = keyof typeof ERRNO

/** Thrown by what carries out a request, which is then refused. */
export class Refusal extends Error {
  readonly errno: number
  /** The text of the extended acknowledgement. Undefined: it has none. */
  readonly text: string | undefined
  /** The field at fault, as the table calls it. Undefined: none is named. */
  readonly path: string | undefined

  constructor(errno: Errno | number, text?: string, path?: string) {
    super(text)
    this.errno = typeof errno === 'number' ? errno : ERRNO[errno]
    this.text = text
    this.path = path
  }
}

/** The refusal that was thrown. Throws everything else again. */
export const refusalOf = (error: unknown): Refusal => {
  /* c8 ignore next -- nothing else is thrown, unless there is a mistake in here */
  if (!(error instanceof Refusal)) throw error
  return error
}

/** The refusal of what the network does not model. */
export const notModelled = (what: string, path?: string): Refusal =>
  new Refusal('EOPNOTSUPP', `FakeNetwork does not model ${what}`, path)

type Value = { readonly [key: string]: unknown }

/** Refuses a value with a field beyond `modelled`. Undefined fields count as absent. `path`: of the value in the request. */
export const refuseOthers = (value: object, modelled: readonly string[], path = ''): void => {
  for (const [key, field] of Object.entries(value as Value)) {
    if (field === undefined || modelled.includes(key)) continue
    const name = path === '' ? key : `${path}.${key}`
    throw notModelled(`\`${name}\``, name)
  }
}
