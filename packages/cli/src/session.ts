import { Assay } from '@assay/sdk'
import type { Environment } from './env.ts'
import { findProfile } from './profile.ts'
import type { Terminal } from './terminal.ts'

/** What every command accepts. */
export interface CommonOptions {
  readonly url?: string
  readonly apiKey?: string
  readonly json?: boolean
}

/** Where a command runs. */
export interface Surroundings {
  readonly environment: Environment
  readonly terminal: Terminal
}

/** What a command works with. */
export interface Session extends Surroundings {
  readonly assay: Assay
  readonly isJson: boolean
  /** Prints data: as JSON when that is asked for, else as it is rendered. */
  show<Data>(data: Data, render: (data: Data) => string): void
}

/** Opens a session with the options that every command accepts. */
export type OpenSession = () => Promise<Session>

/** Opens a session: options win over the environment, the environment over what `assay login` stored. */
export async function openSession(surroundings: Surroundings, options: CommonOptions): Promise<Session> {
  const { terminal } = surroundings
  const isJson = options.json === true
  return {
    ...surroundings,
    assay: new Assay(await findCredentials(surroundings, options)),
    isJson,
    show: (data, render) => terminal.print(isJson ? JSON.stringify(data, null, 2) : render(data)),
  }
}

/** A stored key is sent only to where it was stored for. */
async function findCredentials({ environment }: Surroundings, options: CommonOptions) {
  const given = { url: options.url ?? environment.url, apiKey: options.apiKey ?? environment.apiKey }
  if (given.url !== undefined && given.apiKey !== undefined) return given
  const profile = await findProfile(environment)
  if (!profile) return given
  const isSame = given.url === undefined || new Assay({ url: given.url }).url === profile.url
  return { url: given.url ?? profile.url, apiKey: given.apiKey ?? (isSame ? profile.api_key : undefined) }
}
