import { serveApi } from '../platform/serve-api.ts'
import { insertFolder } from './folder.ts'

/** The API in a process of its own, with the files of a folder in a user's tree: it says where it is, and a key. */
const [database_url, directory, folder] = process.argv.slice(2)
if (database_url === undefined || directory === undefined || folder === undefined)
  throw new Error('usage: api-process.ts <database> <directory> <folder>')
await serveApi({ database_url, directory }, async (core) => ({ told: { key: await insertFolder(core, folder) } }))
