import type { ReactNode } from 'react'

export interface Column<Row> {
  readonly title: string
  readonly cell: (row: Row) => ReactNode
  readonly is_number?: boolean
  /** What stands in its head; the title unless given. */
  readonly head?: ReactNode
}

interface TableProps<Row> {
  readonly label: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly keyOf: (row: Row) => string
}

const aligned = (is_number = false) => (is_number ? 'text-right tabular-nums' : 'text-left')

export function Table<Row>({ label, columns, rows, keyOf }: TableProps<Row>) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must scroll by keyboard
    <section aria-label={label} tabIndex={0} className="overflow-x-auto rounded-lg border border-line bg-raised">
      <table className="w-full border-collapse">
        <thead>
          <tr className="border-b border-line text-quiet">
            {columns.map(({ title, is_number, head }) => (
              <th key={title} scope="col" className={`px-3 py-2 font-medium whitespace-nowrap ${aligned(is_number)}`}>
                {head ?? title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)} className="border-b border-line last:border-0">
              {columns.map(({ title, cell, is_number }) => (
                <td key={title} className={`max-w-md px-3 py-2 align-top break-words ${aligned(is_number)}`}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
