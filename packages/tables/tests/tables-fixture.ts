import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openTables, type TableRow, type Tables, type TablesOptions, type WrittenColumn } from '../src/index.ts'

/** Tables in a temporary folder, which goes away with them. */
export class TablesFixture implements AsyncDisposable {
  readonly tables: Awaited<ReturnType<typeof openTables>>
  readonly folder: string
  #files = 0

  static async open(options: Partial<TablesOptions> = {}): Promise<TablesFixture> {
    const folder = await mkdtemp(join(tmpdir(), 'assay-tables-'))
    return new TablesFixture(await openTables({ directory: join(folder, 'throw-away'), ...options }), folder)
  }

  private constructor(tables: Awaited<ReturnType<typeof openTables>>, folder: string) {
    this.tables = tables
    this.folder = folder
  }

  /** A path that no other file of the fixture has. */
  path(name = 'table.parquet'): string {
    this.#files += 1
    return join(this.folder, `${this.#files}-${name}`)
  }

  /** Reads content as a file of the format. */
  async ingest(content: string | Uint8Array, request: Partial<Parameters<Tables['ingest']>[0]> = {}) {
    const source_path = this.path('source')
    await writeFile(source_path, content)
    const output_path = this.path()
    const table = await this.tables.ingest({ source_path, format: 'csv', output_path, ...request })
    return { ...table, path: request.output_path ?? output_path }
  }

  /** The rows that reading the content gives. */
  async rowsOf(
    content: string | Uint8Array,
    request: Partial<Parameters<Tables['ingest']>[0]> = {},
  ): Promise<TableRow[]> {
    const { path } = await this.ingest(content, request)
    return collect(this.tables.scan({ path }))
  }

  async write(columns: readonly WrittenColumn[], rows: readonly (readonly unknown[])[]): Promise<string> {
    const output_path = this.path()
    await this.tables.write({ output_path, columns, rows: [rows] })
    return output_path
  }

  /** What is left in the throw-away folder of this process. */
  async leftovers(): Promise<string[]> {
    const directory = join(this.folder, 'throw-away')
    const [own = ''] = await readdir(directory)
    return readdir(join(directory, own))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.tables[Symbol.asyncDispose]()
    await rm(this.folder, { recursive: true, force: true })
  }
}

/** All rows of a scan. */
export async function collect(scan: AsyncIterable<readonly TableRow[]>): Promise<TableRow[]> {
  const rows: TableRow[] = []
  for await (const batch of scan) rows.push(...batch)
  return rows
}
