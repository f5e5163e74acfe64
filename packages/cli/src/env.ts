import { homedir } from 'node:os'
import { join } from 'node:path'

/** What the environment says. */
export interface Environment {
  /** ASSAY_URL. */
  readonly url: string | undefined
  /** ASSAY_API_KEY. */
  readonly apiKey: string | undefined
  /** ASSAY_PROFILE. */
  readonly profile: string | undefined
  /** Where programs keep their settings: XDG_CONFIG_HOME, or `~/.config`. */
  readonly configFolder: string
  /** BROWSER: the program that opens an address. */
  readonly browser: string | undefined
  /** Whether programs can open windows. */
  readonly hasDisplay: boolean
}

/** Reads the environment; an empty variable counts as absent. */
export function readEnvironment(env: NodeJS.ProcessEnv = process.env): Environment {
  return {
    url: env['ASSAY_URL'] || undefined,
    apiKey: env['ASSAY_API_KEY'] || undefined,
    profile: env['ASSAY_PROFILE'] || undefined,
    configFolder: env['XDG_CONFIG_HOME'] || join(homedir(), '.config'),
    browser: env['BROWSER'] || undefined,
    hasDisplay: ['darwin', 'win32'].includes(process.platform) || Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']),
  }
}
