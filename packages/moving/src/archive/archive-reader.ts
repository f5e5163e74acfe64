import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { extract } from 'tar-stream'
import { z } from 'zod'
import { ArchiveInvalid } from './archive-invalid.ts'
import { decompressionOf } from './compression.ts'
import { type Ending, ending, type Manifest, manifest, members } from './manifest.ts'
import { type MemberFacts, Seal } from './seal.ts'

export interface Member extends MemberFacts {
  /** To be read to its end before the next member is asked for. Throws ArchiveInvalid when it is not what it was. */
  readonly body: AsyncIterable<Uint8Array>
}

const header = z.object({
  name: z.string(),
  size: z.int().min(0),
  pax: z.object({ comment: z.string() }),
})

const mostTextBytes = 64 * 1_048_576

/** An archive that is being read: from its manifest to its end, once. */
export interface ArchiveReader {
  readonly manifest: Manifest
  /** The key of secrets, where it was put into the archive. */
  readonly secret_key: string | undefined
  /** All other members before its end. */
  readonly members: AsyncIterable<Member>
  /** After the last member. Throws ArchiveInvalid when something is missing. */
  readEnding(): Ending
}

/** Opens an archive. Throws ArchiveInvalid. */
export async function openArchive(source: Readable): Promise<ArchiveReader> {
  const seal = new Seal()
  const all = readMembers(source, seal)
  const first = await all.next()
  if (first.done || first.value.name !== members.manifest) throw new ArchiveInvalid('This is no archive of Assay.')
  const opened = parseManifest(await readText(first.value))
  const second = opened.has_secret_key ? await all.next() : undefined
  const secret_key = second?.done === false ? await readText(second.value) : undefined
  let end: Ending | undefined
  return {
    manifest: opened,
    secret_key,
    members: {
      async *[Symbol.asyncIterator]() {
        for await (const member of all) {
          if (end) throw damaged('something follows its end')
          if (member.name === members.ending) end = await readEnding(member, seal)
          else yield member
        }
      },
    },
    readEnding() {
      if (!end)
        throw new ArchiveInvalid('This archive is not whole: what made it did not come to its end. Make it anew.')
      return end
    },
  }
}

async function* readMembers(source: Readable, seal: Seal): AsyncGenerator<Member> {
  const tar = extract()
  const flowing = pipeline([source, ...(await decompressionOf(source)), tar])
  // told by what reads from it
  flowing.catch(() => {})
  const entries = tar[Symbol.asyncIterator]()
  try {
    for (;;) {
      const { done, value } = await entries.next().catch(throwDamaged)
      if (done) break
      const known = header.safeParse(value.header)
      if (!known.success) throw damaged('a member has no hash')
      const { name, size: size_bytes, pax } = known.data
      const facts = { name, size_bytes, sha256: pax.comment }
      yield { ...facts, body: checked(value, facts) }
      if (name !== members.ending) seal.add(facts)
    }
    await flowing.catch(throwDamaged)
  } finally {
    tar.destroy()
  }
}

async function* checked(body: AsyncIterable<unknown>, { name, sha256 }: MemberFacts): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256')
  const pieces = body[Symbol.asyncIterator]()
  for (;;) {
    const { done, value } = await pieces.next().catch(throwDamaged)
    if (done) break
    if (!(value instanceof Uint8Array)) throw damaged(`"${name}" is not made of bytes`)
    hash.update(value)
    yield value
  }
  if (hash.digest('hex') !== sha256) throw damaged(`"${name}" is not what was written`)
}

function parseManifest(text: string): Manifest {
  const format = z.object({ format: z.literal('assay archive'), version: z.int() }).safeParse(parseJson(text))
  if (!format.success) throw new ArchiveInvalid('This is no archive of Assay.')
  if (format.data.version > 1) {
    throw new ArchiveInvalid(
      'A newer Assay made this archive, in a format that this one does not know. Import it with that one.',
    )
  }
  const parsed = manifest.safeParse(parseJson(text))
  if (!parsed.success) throw damaged(z.prettifyError(parsed.error))
  return parsed.data
}

async function readEnding(member: Member, seal: Seal): Promise<Ending> {
  const parsed = ending.safeParse(parseJson(await readText(member)))
  if (!parsed.success) throw damaged('its end cannot be read')
  if (parsed.data.members !== seal.members || parsed.data.sha256 !== seal.sha256) {
    throw damaged('members are missing, or are not in their places')
  }
  return parsed.data
}

/** What is small enough to be held in memory. */
async function readText(member: Member): Promise<string> {
  if (member.size_bytes > mostTextBytes) throw damaged(`"${member.name}" is too large`)
  return (await buffer(member.body)).toString('utf8')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function throwDamaged(error: unknown): never {
  throw damaged(error instanceof Error ? error.message : String(error), error)
}

function damaged(why: string, cause?: unknown): ArchiveInvalid {
  return new ArchiveInvalid(`This archive is damaged or cut off (${why}). Nothing was imported.`, { cause })
}
