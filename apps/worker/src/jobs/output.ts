import { createReadStream } from 'node:fs'
import { newObjectKey } from '@assay/core'
import type { AttemptOutput } from '@assay/schemas'
import type { JobDeps } from './job-deps.ts'

export async function keepOutput(
  { storage }: Pick<JobDeps, 'storage'>,
  { name, path, signal }: { readonly name: string; readonly path: string; readonly signal: AbortSignal },
): Promise<AttemptOutput> {
  const object_key = newObjectKey()
  const stored = await storage.put(object_key, createReadStream(path), { signal })
  return { name, object_key, ...stored }
}
