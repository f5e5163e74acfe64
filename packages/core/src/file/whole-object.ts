import { createHash } from 'node:crypto'
import { Transform, type TransformCallback } from 'node:stream'
import { type BlobRow, type BlobUse, findBlobOfObject, findBlobUse } from '@assay/db'
import { DomainError } from '@assay/schemas'
import { ObjectDamaged, ObjectMissing } from '@assay/storage'
import type { FileDeps } from './deps.ts'

type Deps = Pick<FileDeps, 'db' | 'storage'>

/** What is larger is compared with what was stored while it is sent: it would else begin after seconds. */
export const checkedFirstBytes = 256 * 1_048_576

/** Makes sure that an object is as it was stored, before anything is concluded from it. Throws OBJECT_DAMAGED. */
export async function requireWhole(deps: Deps, object_key: string): Promise<void> {
  try {
    await deps.storage.verify(object_key, () => findBlobOfObject(deps.db, object_key))
  } catch (error) {
    throw error instanceof ObjectDamaged ? await toDamage(deps, error) : error
  }
}

/** Whether a blob is as it was stored. Of a large one, only its size is looked at: that could else take minutes. */
export async function isWhole(
  deps: Deps,
  { object_key, size_bytes }: Pick<BlobRow, 'object_key' | 'size_bytes'>,
): Promise<boolean> {
  if (size_bytes > checkedFirstBytes) return (await deps.storage.stat(object_key))?.size_bytes === size_bytes
  return requireWhole(deps, object_key).then(
    () => true,
    (error: unknown) => {
      if (DomainError.is(error, 'OBJECT_DAMAGED') || error instanceof ObjectMissing) return false
      throw error
    },
  )
}

/** Says what the object is to users. One that nothing refers to any more is on its way out. */
export async function toDamage({ db }: Pick<Deps, 'db'>, cause: ObjectDamaged): Promise<Error> {
  const facts = factsOf(await findBlobUse(db, cause.key))
  if (!facts) return new ObjectMissing(cause.key, { cause })
  return new DomainError('OBJECT_DAMAGED', { ...facts, damage: cause.damage }, { cause })
}

function factsOf({ dataset, output, file, set_file }: BlobUse) {
  const facts = { dataset_id: dataset?.id ?? null, job_id: output?.job_id ?? null }
  if (dataset) return { of: `The dataset "${dataset.name}", version ${dataset.version},`, ...facts }
  if (output) return { of: `The output "${output.name}" of job ${output.job_id}`, ...facts }
  if (file) return { of: `The file "${file.path}"`, ...facts }
  return set_file && { of: nameOfSetFile(set_file), ...facts, dataset_id: set_file.id }
}

export function nameOfSetFile({ path, name, version }: NonNullable<BlobUse['set_file']>): string {
  return `The file "${path}" of the dataset "${name}", version ${version},`
}

/** Passes an object on, but its last piece only when all of them are what was stored; else it breaks off. */
export function onlyWhole({ object_key, sha256 }: Pick<BlobRow, 'object_key' | 'sha256'>): Transform {
  const hash = createHash('sha256')
  return lastOnlyIf({
    passed: (piece) => hash.update(piece),
    isWhole: async () => {
      if (hash.digest('hex') !== sha256) throw new ObjectDamaged(object_key, 'altered')
    },
  })
}

/** The same of an object that is looked at beside it. */
export function onlyAfter(whole: Promise<void>): Transform {
  // it may fail before the last piece is there
  whole.catch(() => {})
  return lastOnlyIf({ isWhole: () => whole })
}

interface Check {
  passed?(piece: Buffer): void
  /** Throws where it is not. */
  isWhole(): Promise<void>
}

function lastOnlyIf({ passed, isWhole }: Check): Transform {
  let last: Buffer | undefined
  return new Transform({
    transform(piece: Buffer, _encoding, done: TransformCallback) {
      passed?.(piece)
      const before = last
      last = piece
      done(null, before)
    },
    flush(done) {
      isWhole().then(() => done(null, last), done)
    },
  })
}
