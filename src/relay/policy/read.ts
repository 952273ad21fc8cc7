/** Reads policy files. */
import type { Policy } from './policy.ts'
import { parsePolicy } from './policy.ts'

/**
 * Reads the text of a policy file: YAML if the name ends in `.yaml` or `.yml`, otherwise JSON.
 *
 * @throws {PolicyError} that names the field at fault, and in YAML its line.
 */
export const readPolicy = async (path: string, text: string): Promise<Policy> => {
  if (!/\.ya?ml$/.test(path)) return parsePolicy(text)
  // only these files need a parser of YAML
  const { parseYamlPolicy } = await import('./yaml.ts')
  return parseYamlPolicy(text)
}
