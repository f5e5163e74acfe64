import type { Authenticator } from '@assay/access'
import { serveApi } from '../platform/serve-api.ts'
import { insertSubjects } from './subjects.ts'

/**
 * The API in a process of its own: told where its data is, it says where it listens and what to ask for. `open`: it
 * takes everybody for the one user, without looking at credentials.
 */
const [database_url, directory, open] = process.argv.slice(2)
if (database_url === undefined || directory === undefined)
  throw new Error('usage: api-process.ts <database> <directory> [open]')
await serveApi({ database_url, directory }, async (core) => {
  const { actor, ...told } = await insertSubjects(core)
  const authenticator: Authenticator = {
    authenticate: async () => actor,
    resume: async () => ({ actor, until: Number.POSITIVE_INFINITY }),
    sessionActor: async () => actor,
    [Symbol.dispose]() {},
  }
  return open === 'open' ? { told, authenticator } : { told }
})
