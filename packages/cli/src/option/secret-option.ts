import { wrongUsage } from '../command-error.ts'
import type { Environment } from '../env.ts'

/** Values of secrets from variables of the environment: on a command line everybody on the machine could read them. */
export function secretsFrom({ variable }: Environment, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.map((name) => {
      const value = variable(name)
      if (value === undefined) throw wrongUsage(`--secret ${name}: your environment has no variable ${name}.`)
      return [name, value]
    }),
  )
}
