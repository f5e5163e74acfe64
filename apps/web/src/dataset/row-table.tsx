'use client'

import type { Dataset } from '@assay/schemas'
import { useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, useRef } from 'react'
import { useApi } from '../data/api.ts'
import { datasetTexts } from '../texts/dataset.ts'
import { countText } from '../ui/number.ts'
import { Problem } from '../ui/problem.tsx'
import { cellText } from './cell-text.ts'
import { ColumnHead } from './column-head.tsx'
import { RowFilters } from './row-filters.tsx'
import { RowPanel } from './row-panel.tsx'
import { type ChangeRowView, type RowView, useRowView } from './row-view.ts'
import { type Row, useRows, useRowTotal } from './use-rows.ts'
import { placeOf, scrollTo, useVirtualRows } from './use-virtual-rows.ts'

const rowHeight = 33
const mostColumns = 100

/** The examples of a dataset, any number of them: what is not in sight is not there. */
export function RowTable({ dataset }: { readonly dataset: Dataset }) {
  const api = useApi()
  const [view, setView] = useRowView()
  const box = useRef<HTMLDivElement>(null)
  const profile = useQuery(
    api.datasets.profile.queryOptions(
      { dataset_id: dataset.id, filters: view.filters },
      { staleTime: Number.POSITIVE_INFINITY },
    ),
  )
  const counted = useRowTotal(dataset, view)
  const total = counted.total ?? 0
  const virtual = useVirtualRows({ box, total, rowHeight })
  const { rowAt, error, onAgain } = useRows(dataset, view, virtual)
  const columns = (dataset.columns ?? []).slice(0, mostColumns)
  const show = (index: number) => {
    if (index < 0 || index >= total) return
    void setView({ row: index })
    const top = box.current ? scrollTo(index, { total, rowHeight, ...placeOf(box.current) }) : undefined
    if (top !== undefined) box.current?.scrollTo({ top })
  }
  return (
    <>
      <RowFilters columns={columns.map(({ name }) => name)} view={view} onChange={setView} />
      <p role="status" className="my-2 text-quiet">
        {counted.total === undefined ? datasetTexts.loading_row : countText(total)}
        {view.filters.length > 0 && ` ${datasetTexts.of} ${countText(dataset.examples)}`}{' '}
        {datasetTexts.rows.toLowerCase()}
      </p>
      {(error ?? counted.error) && <Problem error={error ?? counted.error} onAgain={onAgain} />}
      <div className="flex gap-4 max-lg:flex-col">
        <section
          ref={box}
          aria-label={datasetTexts.rows}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must scroll by keyboard
          tabIndex={0}
          onKeyDown={(event) => move(event, view.row ?? -1, show)}
          className="h-[calc(100vh-20rem)] min-h-80 min-w-0 overflow-auto lg:flex-1 rounded-lg border border-line bg-raised"
        >
          <table aria-rowcount={total + 1} className="block w-max min-w-full">
            <thead className="sticky top-0 z-[1] block bg-raised">
              <tr className="flex border-b border-line">
                <th scope="col" className="w-16 shrink-0 px-3 py-2 text-right font-medium text-quiet">
                  {datasetTexts.number}
                </th>
                {columns.map((column) => (
                  <ColumnHead
                    key={column.name}
                    column={column}
                    profile={profile.data?.columns.find(({ name }) => name === column.name)}
                    rows={profile.data?.rows ?? 0}
                    view={view}
                    onChange={setView}
                  />
                ))}
              </tr>
            </thead>
            <tbody className="relative block" style={{ height: virtual.height }}>
              {Array.from({ length: virtual.count }, (_, at) => virtual.first + at).map((index, at) => (
                <Line
                  key={index}
                  index={index}
                  top={virtual.top + at * rowHeight}
                  row={rowAt(index)}
                  columns={columns}
                  is_open={view.row === index}
                  onOpen={() => show(index)}
                />
              ))}
            </tbody>
          </table>
        </section>
        {view.row !== null && (
          <OpenRow dataset={dataset} view={view} index={view.row} onChange={setView} onShow={show} total={total} />
        )}
      </div>
    </>
  )
}

const steps: Readonly<Record<string, number>> = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1, PageDown: 20, PageUp: -20 }

function move(event: KeyboardEvent, row: number, show: (index: number) => void): void {
  const step = steps[event.key]
  if (step === undefined || event.target !== event.currentTarget) return
  event.preventDefault()
  show(Math.max(0, row + step))
}

interface LineProps {
  readonly index: number
  readonly top: number
  readonly row: Row | undefined
  readonly columns: NonNullable<Dataset['columns']>
  readonly is_open: boolean
  readonly onOpen: () => void
}

function Line({ index, top, row, columns, is_open, onOpen }: LineProps) {
  return (
    <tr
      aria-rowindex={index + 2}
      style={{ top, height: rowHeight }}
      className={`absolute left-0 flex w-full border-b border-line hover:bg-hover ${is_open ? 'bg-hover' : ''}`}
    >
      <td className="w-16 shrink-0 px-3 py-1.5 text-right tabular-nums">
        <button type="button" className="text-quiet hover:text-ink hover:underline" onClick={onOpen}>
          <span className="sr-only">{datasetTexts.example} </span>
          {row ? countText(Number(row['example'])) : countText(index)}
        </button>
      </td>
      {columns.map(({ name }) => {
        const text = row && cellText(row[name])
        return (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the button in the row does the same
          <td key={name} onClick={onOpen} className="w-64 shrink-0 grow cursor-pointer truncate px-3 py-1.5">
            {text?.slice(0, 300) ?? <span className="text-quiet">{row ? '∅' : datasetTexts.loading_row}</span>}
          </td>
        )
      })}
    </tr>
  )
}

interface OpenRowProps {
  readonly dataset: Dataset
  readonly view: RowView
  readonly index: number
  readonly total: number
  readonly onChange: ChangeRowView
  readonly onShow: (index: number) => void
}

function OpenRow({ dataset, view, index, total, onChange, onShow }: OpenRowProps) {
  const { rowAt } = useRows(dataset, view, { first: index, count: 1 })
  return (
    <RowPanel
      row={rowAt(index)}
      columns={dataset.columns ?? []}
      onClose={() => void onChange({ row: null })}
      onPrevious={index === 0 ? undefined : () => onShow(index - 1)}
      onNext={index + 1 >= total ? undefined : () => onShow(index + 1)}
    />
  )
}
