export declare const OUTSIDE: string
export declare const ownNamespace: () => string
export declare const isInside: () => boolean
export declare const unshare: readonly string[]
export declare const surroundings: Readonly<Record<'inNamespace' | 'inSandbox', readonly string[]>>
