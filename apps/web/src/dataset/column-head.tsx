'use client'

import type { Column, ColumnProfile } from '@assay/schemas'
import { ArrowDown, ArrowUp, ChevronsUpDown } from 'lucide-react'
import { datasetTexts } from '../texts/dataset.ts'
import { Popover } from '../ui/popover.tsx'
import { ColumnFacts } from './column-facts.tsx'
import { Histogram } from './histogram.tsx'
import { missingText, rangeText } from './profile-text.ts'
import type { ChangeRowView, RowView } from './row-view.ts'

interface ColumnHeadProps {
  readonly column: Column
  readonly profile: ColumnProfile | undefined
  readonly rows: number
  readonly view: RowView
  readonly onChange: ChangeRowView
}

/** Name, type, how values are spread and how many are missing; sorts. */
export function ColumnHead({ column, profile, rows, view, onChange }: ColumnHeadProps) {
  const { name, type } = column
  const sorted = view.sort === name ? view.direction : undefined
  return (
    <th
      scope="col"
      aria-sort={sorted ?? 'none'}
      className="w-64 shrink-0 grow border-l border-line px-3 py-2 text-left font-normal"
    >
      <button
        type="button"
        className="flex w-full items-center gap-1 font-medium hover:underline"
        onClick={() => void onChange({ ...nextSort(name, sorted), row: null })}
      >
        <span className="truncate">{name}</span>
        <SortMark sorted={sorted} />
        <span className="ml-auto pl-2 text-xs font-normal text-quiet">{profile?.kind ?? type.toLowerCase()}</span>
      </button>
      <div className="mt-1 h-12">
        {profile && (
          <Popover
            label={name}
            trigger={
              <button type="button" className="block w-full rounded text-left hover:bg-hover">
                <Histogram label={`${name}: ${rangeText(profile)}`} bins={profile.bins} />
                <span className="flex justify-between gap-2 text-xs text-quiet">
                  <span className="truncate">{rangeText(profile)}</span>
                  <span className={profile.absent > 0 ? 'truncate text-warn' : 'truncate'}>
                    {missingText(profile, rows)}
                  </span>
                </span>
              </button>
            }
          >
            <ColumnFacts
              profile={profile}
              rows={rows}
              onFilter={(value) => filterBy(view, onChange, { name, value })}
            />
          </Popover>
        )}
      </div>
    </th>
  )
}

function filterBy(view: RowView, onChange: ChangeRowView, { name, value }: { name: string; value: string }): void {
  void onChange({ filters: [...view.filters, { column: name, op: 'eq', value }], row: null })
}

function nextSort(name: string, sorted: RowView['direction'] | undefined) {
  if (sorted === 'descending') return { sort: null, direction: null }
  return { sort: name, direction: sorted === 'ascending' ? ('descending' as const) : ('ascending' as const) }
}

function SortMark({ sorted }: { readonly sorted: RowView['direction'] | undefined }) {
  const Mark = sorted === undefined ? ChevronsUpDown : sorted === 'ascending' ? ArrowUp : ArrowDown
  return (
    <>
      <Mark aria-hidden="true" className={`size-3.5 shrink-0 ${sorted === undefined ? 'text-quiet' : 'text-accent'}`} />
      <span className="sr-only">{sorted === undefined ? datasetTexts.unsorted : datasetTexts[sorted]}</span>
    </>
  )
}
