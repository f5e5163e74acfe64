import type { Assay } from '@assay/sdk'
import type { Environment } from '../env.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { visibleData, visibleJson } from '../terminal/visible-text.ts'
import { type CredentialOptions, createClient, findCredentials } from './credentials.ts'
import type { Profile } from './profile.ts'

/** What every command accepts. */
export interface CommonOptions extends CredentialOptions {
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
  /** The profile that the key is of; undefined: it was given, or there is none. */
  readonly profile: Profile | undefined
  readonly isJson: boolean
  /** Prints data: as JSON when that is asked for, else as it is rendered. */
  show<Data>(data: Data, render: (data: Data) => string): void
}

/** Opens a session with the options that every command accepts. */
export type OpenSession = () => Promise<Session>

/** Opens a session. */
export async function openSession(surroundings: Surroundings, options: CommonOptions): Promise<Session> {
  const credentials = await findCredentials(surroundings.environment, options)
  return {
    ...surroundings,
    assay: createClient(credentials),
    profile: credentials.profile,
    ...presenter(surroundings.terminal, options),
  }
}

/** Prints data as the options say. */
export function presenter({ print }: Terminal, { json }: CommonOptions): Pick<Session, 'isJson' | 'show'> {
  const isJson = json === true
  return { isJson, show: (data, render) => print(isJson ? visibleJson(data, 2) : render(visibleData(data))) }
}
