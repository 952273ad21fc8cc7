/** Checks that two types are the same, and not just assignable: `any` is equal only to `any`. */
export type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

/** `same<Equal<typeof value, string>>()` does not compile if they differ. */
export const same = <_ extends true>(): void => undefined
