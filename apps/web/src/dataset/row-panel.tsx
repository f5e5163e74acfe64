'use client'

import type { Dataset } from '@assay/schemas'
import { ChevronDown, ChevronUp, X } from 'lucide-react'
import { datasetTexts } from '../texts/dataset.ts'
import { listTexts } from '../texts/list.ts'
import { Button } from '../ui/button.tsx'
import { countText } from '../ui/number.ts'
import type { Row } from './use-rows.ts'

interface RowPanelProps {
  readonly row: Row | undefined
  readonly columns: NonNullable<Dataset['columns']>
  readonly onClose: () => void
  readonly onPrevious: (() => void) | undefined
  readonly onNext: (() => void) | undefined
}

/** One example, whole. */
export function RowPanel({ row, columns, onClose, onPrevious, onNext }: RowPanelProps) {
  return (
    <aside
      aria-label={datasetTexts.example}
      className="flex max-h-[calc(100vh-20rem)] min-h-80 flex-col rounded-lg border border-line bg-raised lg:w-[26rem]"
    >
      <header className="flex items-center gap-1 border-b border-line px-3 py-1.5">
        <h2 className="flex-1 font-semibold">
          {datasetTexts.example} {row && countText(Number(row['example']))}
        </h2>
        <Button
          look="quiet"
          className="px-1.5"
          aria-label={datasetTexts.previous}
          disabled={!onPrevious}
          onClick={onPrevious}
        >
          <ChevronUp aria-hidden="true" className="size-4" />
        </Button>
        <Button look="quiet" className="px-1.5" aria-label={datasetTexts.next} disabled={!onNext} onClick={onNext}>
          <ChevronDown aria-hidden="true" className="size-4" />
        </Button>
        <Button look="quiet" className="px-1.5" aria-label={listTexts.close} onClick={onClose}>
          <X aria-hidden="true" className="size-4" />
        </Button>
      </header>
      <dl tabIndex={0} className="grid gap-3 overflow-y-auto p-3">
        {columns.map(({ name }) => (
          <div key={name}>
            <dt className="text-xs font-medium text-quiet">{name}</dt>
            <dd className="mt-0.5 break-words whitespace-pre-wrap">{row && whole(row[name])}</dd>
          </div>
        ))}
      </dl>
    </aside>
  )
}

function whole(value: Row[string] | undefined): string {
  if (value === undefined || value === null) return '∅'
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2)
}
