import { join } from 'node:path'
import {
  type DuckDBConnection,
  DuckDBInstance,
  type DuckDBMaterializedResult,
  type DuckDBResult,
} from '@duckdb/node-api'
import { bound, literalPattern, type Query, text } from './sql.ts'
import type { Work } from './work.ts'

// measured: 10,000 columns need 1.5 GB
const bytesPerColumn = 160 * 1024

/** A database in memory for one call, which can access the files of this call and nothing else. */
export class Session implements Disposable {
  readonly connection: DuckDBConnection
  readonly #memoryBytes: number
  readonly #close: () => void

  constructor(connection: DuckDBConnection, { memoryBytes, close }: { memoryBytes: number; close: () => void }) {
    this.connection = connection
    this.#memoryBytes = memoryBytes
    this.#close = close
  }

  /** DuckDB holds thousands of values of each column at once: for very many columns, more memory and one thread. */
  async makeRoom(columns: number): Promise<void> {
    const needed = columns * bytesPerColumn
    if (needed > this.#memoryBytes) {
      await this.connection.run(`SET memory_limit = '${needed} B'; SET threads = 1`)
    }
  }

  run({ sql, values }: Query): Promise<DuckDBMaterializedResult> {
    const parameters = bound(values)
    return this.connection.run(sql, parameters.values, parameters.types)
  }

  stream({ sql, values }: Query): Promise<DuckDBResult> {
    const parameters = bound(values)
    return this.connection.stream(sql, parameters.values, parameters.types)
  }

  [Symbol.dispose](): void {
    this.#close()
  }
}

export async function openSession(work: Work, files: readonly string[]): Promise<Session> {
  const instance = await DuckDBInstance.create(':memory:', { threads: String(work.limits.threads) })
  const connection = await instance.connect()
  const interrupt = () => connection.interrupt()
  work.signal.addEventListener('abort', interrupt)
  const close = () => {
    work.signal.removeEventListener('abort', interrupt)
    connection.closeSync()
    instance.closeSync()
  }
  const session = new Session(connection, { memoryBytes: work.limits.memory_bytes, close })
  try {
    await connection.run(lockDown(work, files))
    work.signal.throwIfAborted()
    return session
  } catch (error) {
    session[Symbol.dispose]()
    throw error
  }
}

function lockDown({ directory, limits }: Work, files: readonly string[]): string {
  const allowed = files.flatMap((file) => [file, literalPattern(file)])
  return [
    `SET memory_limit = '${limits.memory_bytes} B'`,
    `SET temp_directory = ${text(join(directory, 'temporary'))}`,
    `SET max_temp_directory_size = '${limits.temporary_bytes} B'`,
    'SET preserve_insertion_order = true',
    "SET TimeZone = 'UTC'",
    'SET autoinstall_known_extensions = false',
    'SET autoload_known_extensions = false',
    `SET allowed_paths = [${allowed.map(text).join(', ')}]`,
    `SET allowed_directories = [${text(`${directory}/`)}]`,
    'SET enable_external_access = false',
    `SET allowed_configs = ['memory_limit', 'threads']`,
    'SET lock_configuration = true',
  ].join(';\n')
}
