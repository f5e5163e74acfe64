import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { type CallContext, call, callForOutput } from './calls.ts'
import { ProcessPool } from './processes/process-pool.ts'
import { scan, sourceOf } from './scan.ts'
import { makeScratch, openScratch } from './scratch.ts'
import { spoolRows } from './spool.ts'
import type { TableQueries, Tables, TablesOptions, WriteRequest, WrittenTable } from './tables.ts'

const mebibyte = 1_048_576

/** In seconds: somebody waits for the answer. */
const patienceOfCallers = 60

/** Child processes start with the first query. */
export async function openTables(options: TablesOptions): Promise<Tables & { readonly pids: () => number[] }> {
  const limits = {
    memory_bytes: options.memory_bytes ?? 512 * mebibyte,
    temporary_bytes: options.temporary_bytes ?? 16 * 1024 * mebibyte,
    threads: options.threads ?? Math.min(2, availableParallelism()),
  }
  const scratch = await openScratch(options.directory)
  const { processes = 2, most_waiting = 256, idle_seconds = 60 } = options
  const pool = new ProcessPool({ processes, most_waiting, idle_seconds, limits })
  const context = { pool, limits, directory: scratch.path, caller: { owner: '' } }
  return {
    ...queries(context),
    pids: () => pool.pids,
    [Symbol.asyncDispose]: async () => {
      await pool.close()
      await scratch[Symbol.asyncDispose]()
    },
  }
}

function queries(context: CallContext): TableQueries {
  return {
    ...readers(context),
    ...writers(context),
    for: (caller) => queries({ ...context, caller: { timeout_seconds: patienceOfCallers, ...caller } }),
  }
}

function readers(
  context: CallContext,
): Pick<Tables, 'columns' | 'page' | 'count' | 'profile' | 'scan' | 'alignment' | 'vectors' | 'pairs'> {
  return {
    columns: (source) => call(context, { kind: 'columns', source: sourceOf(source) }, {}),
    page: (request) => {
      const { columns, filters = [], decimal = '.', order = [], after = -1, offset = 0, limit } = request
      const source = sourceOf(request)
      return call(context, { kind: 'page', source, columns, filters, decimal, order, after, offset, limit }, request)
    },
    count: (request) => {
      const { filters = [], decimal = '.' } = request
      return call(context, { kind: 'count', source: sourceOf(request), filters, decimal }, request)
    },
    profile: (request) => {
      const { columns, filters = [], decimal = '.' } = request
      return call(context, { kind: 'profile', source: sourceOf(request), columns, filters, decimal }, request)
    },
    scan: (request) => scan(context, request),
    alignment: (request) => call(context, { kind: 'alignment', source: sourceOf(request) }, request),
    vectors: (request) => {
      const { columns, group } = request
      return call(context, { kind: 'vectors', source: sourceOf(request), columns, group }, request)
    },
    pairs: (request) => {
      const { columns, pair, direction, show, filters = [], text, order = 'example', after, limit } = request
      const rows = { source: sourceOf(request), columns, filters, limit }
      return call(context, { kind: 'pairs', ...rows, pair, direction, show, text, order, after }, request)
    },
  }
}

function writers(context: CallContext): Pick<Tables, 'ingest' | 'write' | 'convert'> {
  return {
    ingest: async (request) => {
      const { source_path, format, reading = {}, required_columns = [] } = request
      const { delimiter, quote, decimal } = reading
      const encoding = reading.encoding === 'latin-1' ? 'windows-1252' : reading.encoding
      const said = { delimiter, encoding, quote, decimal }
      const operation = { kind: 'ingest', source_path, format, ...said, required_columns } as const
      const { result, size_bytes } = await callForOutput(context, operation, request)
      return { ...result, size_bytes }
    },
    write: (request) => write(context, request),
    convert: async (request) => {
      const { format, columns, names, example_name, filters = [] } = request
      const rows = { source: sourceOf(request), columns, filters }
      const operation = { kind: 'convert', ...rows, format, names, example_name } as const
      const { size_bytes } = await callForOutput(context, operation, request)
      return { size_bytes }
    },
  }
}

async function write(context: CallContext, request: WriteRequest): Promise<WrittenTable> {
  await using scratch = await makeScratch(context.directory, 'spool-')
  const spool_path = join(scratch.path, 'rows')
  const { rows, bytes_per_row } = await spoolRows(spool_path, request)
  const operation = { kind: 'keep', spool_path, columns: request.columns, bytes_per_row } as const
  const { result, size_bytes } = await callForOutput(context, operation, request)
  if (result.rows !== rows) throw new Error(`${rows} rows were to be written, ${result.rows} were.`)
  return { rows, size_bytes }
}
