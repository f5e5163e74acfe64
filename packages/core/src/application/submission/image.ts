import { findImageDigests } from '@assay/db'
import type { SubmissionDeps } from './deps.ts'
import type { WantedJob } from './wanted-job.ts'

/** What the image of a job stands for. */
export interface KnownImage {
  /** The digest, or the reference where no digest is known. */
  readonly now: string | null
  /** The same as before any job told the digest. */
  readonly early: string | null
  /** Null: the reference has it, or it is not known. */
  readonly seen_digest: string | null
}

/** What the images of jobs stand for: the digest in their reference, else that which a job has seen last. */
export async function readImages(
  { db }: SubmissionDeps,
  jobs: readonly WantedJob[],
): Promise<(job: WantedJob) => KnownImage> {
  const images = new Set(jobs.flatMap(({ entry }) => entry.definition.image ?? []))
  const seen = await findImageDigests(db, [...images])
  return ({ entry }) => {
    const { image } = entry.definition
    if (image === undefined) return { now: null, early: null, seen_digest: null }
    const pinned = /@(sha256:[0-9a-f]{64})$/.exec(image)?.[1]
    if (pinned !== undefined) return { now: pinned, early: pinned, seen_digest: null }
    const seen_digest = seen.get(image) ?? null
    return { now: seen_digest ?? image, early: image, seen_digest }
  }
}
