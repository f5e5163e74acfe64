import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { CommandError, wrongUsage } from '../command-error.ts'
import type { Environment } from '../env.ts'
import { isAbsence, readFileIfThere, writePrivateFile } from './private-file.ts'

const storedProfile = z.object({
  url: z.string(),
  email: z.string(),
  api_key: z.string(),
  api_key_id: z.string().nullable().describe('null: the key was brought along, and outlives the profile'),
  expires_at: z.string().nullable(),
})

/** What `assay login` stores: where Assay is, and the key to it. */
export type StoredProfile = z.infer<typeof storedProfile>

/** What `assay login` stored, under its name. */
export interface Profile extends StoredProfile {
  readonly name: string
}

const firstName = 'default'
const suffix = '.json'
const nameShape = /^\w[\w.-]{0,63}$/

// one file for each profile: those who sign in at once, each to another server, overwrite nothing of one another
function folderOf({ configFolder }: Environment): string {
  return join(configFolder, 'assay', 'profiles')
}

function pathOf(environment: Environment, name: string): string {
  return join(folderOf(environment), name + suffix)
}

function currentPath({ configFolder }: Environment): string {
  return join(configFolder, 'assay', 'current-profile')
}

/** Reads the name of a profile, which names a file too. */
export function readProfileName(text: string): string {
  if (nameShape.test(text)) return text
  throw wrongUsage(`"${text}" cannot name a profile: use up to 64 letters, digits, "_", "." and "-".`)
}

/** The name of the profile that is used when none is named. */
export async function currentProfileName(environment: Environment): Promise<string> {
  const name = (await readFileIfThere(currentPath(environment)))?.trim()
  return name !== undefined && nameShape.test(name) ? name : firstName
}

/** A profile, if somebody has signed in under its name. */
export async function findProfile(environment: Environment, name: string): Promise<Profile | undefined> {
  const path = pathOf(environment, readProfileName(name))
  const text = await readFileIfThere(path)
  if (text === undefined) return undefined
  const read = storedProfile.safeParse(parse(text))
  if (read.success) return { name, ...read.data }
  throw new CommandError(`${path} is not what "assay login" stored. Delete it and sign in again.`)
}

/** A profile. Throws when nobody has signed in under its name. */
export async function getProfile(environment: Environment, name: string): Promise<Profile> {
  const profile = await findProfile(environment, name)
  if (profile) return profile
  const names = await listProfileNames(environment)
  const known = names.length === 0 ? 'There are none yet' : `There are: ${names.join(', ')}`
  throw wrongUsage(`There is no profile "${name}". ${known}. To make it: assay login --profile ${name}`)
}

/** The names of all profiles. */
export async function listProfileNames(environment: Environment): Promise<string[]> {
  try {
    const files = await readdir(folderOf(environment))
    const names = files.filter((file) => file.endsWith(suffix)).map((file) => file.slice(0, -suffix.length))
    return names.filter((name) => nameShape.test(name)).toSorted()
  } catch (error) {
    if (isAbsence(error)) return []
    throw error
  }
}

/** Stores a profile, and says in which file. */
export async function storeProfile(environment: Environment, { name, ...profile }: Profile): Promise<string> {
  const path = pathOf(environment, readProfileName(name))
  await writePrivateFile(path, `${JSON.stringify(profile, null, 2)}\n`)
  return path
}

/** Makes a profile the one that is used when none is named. */
export async function chooseProfile(environment: Environment, name: string): Promise<void> {
  await writePrivateFile(currentPath(environment), `${name}\n`)
}

/** Forgets a profile. */
export async function removeProfile(environment: Environment, name: string): Promise<void> {
  await rm(pathOf(environment, readProfileName(name)), { force: true })
}

/** What to call the profile of a server: as it is called already, or else the current name unless that is taken. */
export async function nameForServer(environment: Environment, url: string): Promise<string> {
  const current = await currentProfileName(environment)
  const names = [current, ...(await listProfileNames(environment))]
  const profiles = await Promise.all(names.map((name) => findProfile(environment, name)))
  const known = profiles.find((profile) => profile?.url === url)
  if (known) return known.name
  return profiles[0] ? toName(url) : current
}

function toName(url: string): string {
  const { host, pathname } = new URL(url)
  return `${host}${pathname}`
    .replace(/[^\w.-]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, 64)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
