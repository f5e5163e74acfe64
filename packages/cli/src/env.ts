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
  /** Where programs keep what they remember between calls: XDG_STATE_HOME, or `~/.local/state`. */
  readonly stateFolder: string
  /** BROWSER: the program that opens an address. */
  readonly browser: string | undefined
  /** Whether programs can open windows. */
  readonly hasDisplay: boolean
  /** How this program is called by whoever called it: `assay`, or by way of npm. */
  readonly command: string
  /** COLUMNS: how many characters fit in a line. */
  readonly columns: number | undefined
  /** Any variable, by its name. */
  readonly variable: (name: string) => string | undefined
}

/** Reads the environment; an empty variable counts as absent. */
export function readEnvironment(env: NodeJS.ProcessEnv = process.env): Environment {
  return {
    url: env['ASSAY_URL'] || undefined,
    apiKey: env['ASSAY_API_KEY'] || undefined,
    profile: env['ASSAY_PROFILE'] || undefined,
    configFolder: env['XDG_CONFIG_HOME'] || join(homedir(), '.config'),
    stateFolder: env['XDG_STATE_HOME'] || join(homedir(), '.local/state'),
    browser: env['BROWSER'] || undefined,
    hasDisplay: ['darwin', 'win32'].includes(process.platform) || Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']),
    command: toCommand(env),
    columns: toColumns(env['COLUMNS']),
    variable: (name) => env[name] || undefined,
  }
}

/** npm tells its scripts and commands what they are. */
function toCommand(env: NodeJS.ProcessEnv): string {
  if (env['npm_lifecycle_event'] === 'assay') return 'npm run -s assay --'
  return env['npm_command'] === 'exec' ? 'npx assay' : 'assay'
}

function toColumns(text: string | undefined): number | undefined {
  const columns = Number(text)
  return Number.isInteger(columns) && columns > 0 ? columns : undefined
}
