import { Readable } from 'node:stream'
import { checkpointPrefix } from '@assay/core'
import type { CheckpointParts } from '@assay/runners'
import { ObjectMissing } from '@assay/storage'
import type { JobDeps } from './job-deps.ts'

/** What attempts of a job have computed so far, in the storage. */
export function checkpointOf({ storage }: Pick<JobDeps, 'storage'>, job_id: string): CheckpointParts {
  const prefix = checkpointPrefix(job_id)
  return {
    async names() {
      const names: string[] = []
      for await (const { key } of storage.list(prefix)) names.push(key.slice(prefix.length))
      return names
    },
    async read(name) {
      try {
        return await storage.read(prefix + name)
      } catch (error) {
        if (error instanceof ObjectMissing) return undefined
        throw error
      }
    },
    async put(name, bytes) {
      await storage.put(prefix + name, Readable.from([bytes]))
    },
    async remove() {
      for await (const { key } of storage.list(prefix)) await storage.delete(key)
    },
  }
}
