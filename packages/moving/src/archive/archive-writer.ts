import { createHash } from 'node:crypto'
import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Pack, pack } from 'tar-stream'
import { type Ending, members } from './manifest.ts'
import { type MemberFacts, Seal } from './seal.ts'

export interface ArchiveWriter {
  add(name: string, content: Buffer): Promise<void>
  /** Of bytes that must be what the facts say: who reads the archive compares them. */
  addStream(facts: MemberFacts, body: AsyncIterable<Uint8Array>): Promise<void>
}

type Fill = (writer: ArchiveWriter) => Promise<Omit<Ending, 'members' | 'sha256'>>

/** Writes an archive, through the stages to the output, without holding it in memory. */
export async function writeArchive(
  { stages, output }: { readonly stages: readonly NodeJS.ReadWriteStream[]; readonly output: Writable },
  fill: Fill,
): Promise<void> {
  const tar = pack()
  const flowing = pipeline([Readable.from(tar, { objectMode: false }), ...stages, output])
  const [flowed, filled] = await Promise.allSettled([flowing, fillTar(tar, fill)])
  // what stopped the one stopped the other: the output knows what became of the disk
  for (const outcome of [flowed, filled]) {
    if (outcome.status === 'rejected' && !isConsequence(outcome.reason)) throw outcome.reason
  }
  for (const outcome of [flowed, filled]) if (outcome.status === 'rejected') throw outcome.reason
}

async function fillTar(tar: Pack, fill: Fill): Promise<void> {
  const seal = new Seal()
  const addStream: ArchiveWriter['addStream'] = async (facts, body) => {
    seal.add(facts)
    const { name, size_bytes: size, sha256 } = facts
    // a comment is what other programs take without a word
    const header = { name, size, mode: 0o600, pax: { comment: sha256 } }
    await pipeline(body, tar.entry(header))
  }
  const add: ArchiveWriter['add'] = (name, content) => addStream(factsOf(name, content), Readable.from([content]))
  try {
    const told = await fill({ add, addStream })
    const ending: Ending = { ...told, members: seal.members, sha256: seal.sha256 }
    await add(members.ending, Buffer.from(JSON.stringify(ending, null, 2)))
    tar.finalize()
  } catch (error) {
    tar.destroy(error instanceof Error ? error : new Error(String(error)))
    throw error
  }
}

function factsOf(name: string, content: Buffer): MemberFacts {
  return { name, size_bytes: content.byteLength, sha256: createHash('sha256').update(content).digest('hex') }
}

function isConsequence(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE'
}
