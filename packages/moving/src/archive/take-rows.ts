import type { Restoration, StoredTable, TableIntake } from '@assay/db'
import { ArchiveInvalid } from './archive-invalid.ts'

/** Takes pieces of rows, table after table, and counts. */
export class RowTaker {
  /** How many rows each table has got. */
  readonly counts = new Map<string, number>()
  readonly #restoration: Restoration
  #current: { readonly table: string; readonly intake: TableIntake } | undefined

  constructor(restoration: Restoration) {
    this.#restoration = restoration
  }

  /** The pieces of a table come one behind the other. */
  async take(table: StoredTable, rows: AsyncIterable<Uint8Array>): Promise<void> {
    if (this.#current?.table !== table.name) {
      await this.end()
      this.#current = { table: table.name, intake: this.#restoration.open(table) }
    }
    await this.#current.intake.take(rows).catch((error: unknown) => refuseRows(table, error))
  }

  /** Ends the table that is being filled. */
  async end(): Promise<void> {
    if (!this.#current) return
    const { table, intake } = this.#current
    this.#current = undefined
    this.counts.set(table, (this.counts.get(table) ?? 0) + (await intake.end()))
  }
}

function refuseRows({ name }: StoredTable, error: unknown): never {
  if (error instanceof Error && 'code' in error && String(error.code).startsWith('22')) {
    throw new ArchiveInvalid(`The rows of the table ${name} cannot be read (${error.message}). Nothing was imported.`, {
      cause: error,
    })
  }
  throw error
}
