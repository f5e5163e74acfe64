import { type OpenCore, openCore } from '@assay/core'
import { pino } from 'pino'

/** What a process of this measurement works with. */
export function openPlace(database_url: string, directory: string): Promise<OpenCore> {
  return openCore({
    name: 'bench evaluation',
    database_url,
    storage_url: new URL('storage/', `file://${directory}/`).href,
    scratch_directory: `${directory}/scratch`,
    secret_key: 'a key that is good for measuring, and for nothing else',
    pool_size: 4,
    settings: { max_upload_bytes: 1024 ** 4 },
    log: pino({ level: 'warn' }, pino.destination(2)),
  })
}
