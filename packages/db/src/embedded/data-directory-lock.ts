import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'

/** Held by this process until it disposes of it or dies, however it dies. */
export interface DataDirectoryLock extends AsyncDisposable {
  readonly data_dir: string
}

/**
 * Takes a data directory for this process alone; creates it, readable by its owner alone, if there is none.
 * Throws, naming the process that has it, if another one does.
 *
 * The lock is the kernel's, on a file that SQLite locks for us: it cannot outlive its process, and two starts at once
 * cannot both believe that the other's lock is a leftover.
 */
export async function lockDataDirectory(data_dir: string): Promise<DataDirectoryLock> {
  const directory = resolve(data_dir)
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const holderFile = join(directory, 'lock.pid')
  const lock = new DatabaseSync(join(directory, 'lock'), { timeout: 0 })
  try {
    lock.exec('pragma journal_mode = memory; begin exclusive')
  } catch (error) {
    lock.close()
    throw await inUse(directory, holderFile, error)
  }
  await writeFile(holderFile, `${process.pid}\n`)
  return {
    data_dir: directory,
    async [Symbol.asyncDispose]() {
      if (lock.isOpen) lock.close()
    },
  }
}

async function inUse(directory: string, holderFile: string, cause: unknown): Promise<Error> {
  const locked = cause instanceof Error && 'errcode' in cause && cause.errcode === 5
  if (!locked) {
    return new EmbeddedPostgresError('data_directory_invalid', `The data directory ${directory} cannot be locked.`, {
      cause,
    })
  }
  const pid = (await readFile(holderFile, 'utf8').catch(() => '')).trim()
  const holder = pid === '' ? 'another process' : `process ${pid}`
  return new EmbeddedPostgresError(
    'data_directory_in_use',
    `The data directory ${directory} is in use by ${holder}. Stop it, or set ASSAY_DATA_DIR to another directory.`,
  )
}
