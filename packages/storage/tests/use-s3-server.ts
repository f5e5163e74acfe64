import { afterAll, beforeAll, beforeEach, vi } from 'vitest'
import { type S3Server, type S3ServerName, s3ServerMissing, startS3Server } from '../src/testing/index.ts'

/** One server for all tests of a block, which are skipped where there is none; they find it by the variables of AWS. */
export function useS3Server(name: S3ServerName): () => S3Server {
  const missing = s3ServerMissing(name)
  let server: S3Server | undefined

  beforeAll(async () => {
    if (missing === undefined) server = await startS3Server(name)
  })

  beforeEach(({ skip }) => {
    skip(missing !== undefined, missing)
    for (const [variable, value] of Object.entries(running().env)) vi.stubEnv(variable, value)
  })

  afterAll(async () => {
    vi.unstubAllEnvs()
    await server?.[Symbol.asyncDispose]()
  })

  function running(): S3Server {
    if (!server) throw new Error('There is no S3 server before the tests begin.')
    return server
  }

  return running
}
