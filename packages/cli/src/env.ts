import { homedir } from 'node:os'
import { join } from 'node:path'

/** What the environment says. */
export interface Environment {
  /** ASSAY_URL. */
  readonly url: string | undefined
  /** ASSAY_API_KEY. */
  readonly apiKey: string | undefined
  /** Where programs keep their settings: XDG_CONFIG_HOME, or `~/.config`. */
  readonly configFolder: string
}

/** Reads the environment; an empty variable counts as absent. */
export function readEnvironment(env: NodeJS.ProcessEnv = process.env): Environment {
  return {
    url: env['ASSAY_URL'] || undefined,
    apiKey: env['ASSAY_API_KEY'] || undefined,
    configFolder: env['XDG_CONFIG_HOME'] || join(homedir(), '.config'),
  }
}
