'use client'

import type { Filter } from '@assay/schemas'
import { X } from 'lucide-react'
import type { FormEvent } from 'react'
import { datasetTexts } from '../texts/dataset.ts'
import { Button } from '../ui/button.tsx'
import { Select } from '../ui/select.tsx'
import { type ChangeRowView, filterOps, type RowView } from './row-view.ts'

interface RowFiltersProps {
  readonly columns: readonly string[]
  readonly view: RowView
  readonly onChange: ChangeRowView
}

/** Conditions on columns, all of which hold. */
export function RowFilters({ columns, view: { filters }, onChange }: RowFiltersProps) {
  const add = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const filter = readFilter(new FormData(event.currentTarget))
    if (filter) void onChange({ filters: [...filters, filter], row: null })
  }
  return (
    <form onSubmit={add} className="flex flex-wrap items-end gap-2">
      <Select label={datasetTexts.filter_column} name="column" className="max-w-48">
        {columns.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </Select>
      <Select label={datasetTexts.condition} name="op">
        {filterOps.map((op) => (
          <option key={op} value={op}>
            {datasetTexts.ops[op]}
          </option>
        ))}
      </Select>
      <label className="grid gap-1 text-xs font-medium text-quiet">
        {datasetTexts.value}
        <input
          name="value"
          className="w-40 rounded-md border border-quiet/60 bg-page px-2 py-1.5 text-sm font-normal text-ink"
        />
      </label>
      <Button type="submit">{datasetTexts.add_filter}</Button>
      {filters.map((filter, index) => (
        <button
          key={JSON.stringify(filter)}
          type="button"
          className="flex max-w-80 items-center gap-1 rounded-full border border-line bg-raised py-1 pr-2 pl-3 hover:border-quiet"
          onClick={() => void onChange({ filters: filters.toSpliced(index, 1), row: null })}
        >
          <span className="truncate">
            {filter.column} {textOf(filter)}
          </span>
          <X aria-label={datasetTexts.remove_filter} className="size-3.5 shrink-0" />
        </button>
      ))}
    </form>
  )
}

function textOf({ op, value }: Filter): string {
  const condition = new Map<string, string>(Object.entries(datasetTexts.ops)).get(op) ?? op
  return value === undefined ? condition : `${condition} “${value}”`
}

const numeric: readonly string[] = ['lt', 'lte', 'gt', 'gte']

function readFilter(form: FormData): Filter | undefined {
  const op = filterOps.find((one) => one === form.get('op'))
  const [column, value] = [String(form.get('column')), String(form.get('value'))]
  if (!op || (op !== 'is_null' && value === '')) return undefined
  if (op === 'is_null') return { column, op }
  const number = Number(value.replace(',', '.'))
  return { column, op, value: numeric.includes(op) && Number.isFinite(number) ? number : value }
}
