/** Reads policy files. */
import type { Policy } from './policy.ts'

/**
 * Reads the text of a policy file: YAML if the name ends in `.yaml` or `.yml`, otherwise JSON.
 *
 * @throws {PolicyError} that names the line and the field at fault.
 */
export const readPolicy = async (path: string, text: string): Promise<Policy> => {
  // a relay without a policy does not need the parser
  const { parsePolicy, parseYamlPolicy } = await import('./text.ts')
  return /\.ya?ml$/.test(path) ? parseYamlPolicy(text) : parsePolicy(text)
}
