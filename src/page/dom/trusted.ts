/**
 * Trusted Types: the only functions that turn text into a document or into the address of a script. The page's policy
 * (`require-trusted-types-for`) refuses text everywhere else, so an oversight cannot run what a capture contains.
 */

interface Rules {
  /** A drawing, which is parsed as XML and copied shape by shape. */
  createHTML(text: string): string
  /** The address of the worker, the only script that the page starts. */
  createScriptURL(name: string): string
}

/** The name that the policy of the page allows. */
const NAME = 'rtnl'

/** Undefined in browsers without Trusted Types. */
const { trustedTypes } = globalThis as {
  readonly trustedTypes?: { createPolicy(name: string, rules: Rules): Rules }
}

const rules: Rules = {
  createHTML: (text) => text,
  createScriptURL: () => new URL('worker.js', location.href).href,
}

/** Its functions return objects of the browser, which TypeScript may treat as text. */
export const trusted: Rules = trustedTypes?.createPolicy(NAME, rules) ?? rules
