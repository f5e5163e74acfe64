import { readVariable } from '../env.ts'
import { fileSystem, homeFolder } from '../file-system.ts'
import { invalid } from '../option-check.ts'

/** What `assay login` stored. */
export interface StoredLogin {
  /** The name under which it did. */
  readonly profile: string
  /** Where its key is good. */
  readonly url: string
  readonly api_key: string
}

const nameShape = /^\w[\w.-]{0,63}$/

/**
 * What `assay login` stored under a name; without one, under that of ASSAY_PROFILE or the current one. Undefined where
 * there is none, or no file system, or no leave to read it. Throws OPTION_INVALID when a profile that is named is not
 * there, or a file is not what the command stores.
 */
export function findStoredLogin(option: string | undefined): StoredLogin | undefined {
  const folder = configFolder()
  const named = option ?? readVariable('ASSAY_PROFILE')
  const profile = named ?? (folder && readFile(`${folder}/current-profile`)?.trim()) ?? 'default'
  const text = nameShape.test(profile) && folder ? readFile(`${folder}/profiles/${profile}.json`) : undefined
  if (text !== undefined) return { profile, ...readLogin(text, profile) }
  if (named === undefined) return undefined
  throw invalid(`there is no profile "${named}". To make it: assay login --profile ${named}`)
}

/** Where the command line keeps its settings. */
function configFolder(): string | undefined {
  try {
    const folder = readVariable('XDG_CONFIG_HOME') ?? joined(homeFolder(), '.config')
    return joined(folder, 'assay')
  } catch {
    return undefined
  }
}

function joined(folder: string | undefined, name: string): string | undefined {
  return folder && `${folder}/${name}`
}

function readFile(path: string): string | undefined {
  try {
    return fileSystem()?.readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

function readLogin(text: string, profile: string): Pick<StoredLogin, 'url' | 'api_key'> {
  try {
    const { url, api_key }: { url?: unknown; api_key?: unknown } = JSON.parse(text)
    if (typeof url === 'string' && typeof api_key === 'string') return { url, api_key }
  } catch {
    // said below
  }
  throw invalid(`the profile "${profile}" is not what "assay login" stored. Sign in again`)
}
