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
  try {
    return await take(directory)
  } catch (cause) {
    throw cause instanceof EmbeddedPostgresError ? cause : unusable(directory, cause)
  }
}

async function take(directory: string): Promise<DataDirectoryLock> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const holderFile = join(directory, 'lock.pid')
  const lock = new DatabaseSync(join(directory, 'lock'), { timeout: 0 })
  try {
    lock.exec('pragma journal_mode = memory; begin exclusive')
    await writeFile(holderFile, `${process.pid}\n`)
  } catch (error) {
    lock.close()
    throw isLocked(error) ? await inUse(directory, holderFile) : error
  }
  return {
    data_dir: directory,
    async [Symbol.asyncDispose]() {
      if (lock.isOpen) lock.close()
    },
  }
}

function isLocked(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === 5
}

function unusable(directory: string, cause: unknown): EmbeddedPostgresError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new EmbeddedPostgresError(
    'data_directory_invalid',
    `The data directory ${directory} cannot be used (${reason}). Make it a folder in which this user may write, or ` +
      'set ASSAY_DATA_DIR to another one.',
    { cause },
  )
}

async function inUse(directory: string, holderFile: string): Promise<EmbeddedPostgresError> {
  const pid = (await readFile(holderFile, 'utf8').catch(() => '')).trim()
  const holder = pid === '' ? 'another process' : `process ${pid}`
  return new EmbeddedPostgresError(
    'data_directory_in_use',
    `The data directory ${directory} is in use by ${holder}. Stop it, or set ASSAY_DATA_DIR to another directory.`,
  )
}
