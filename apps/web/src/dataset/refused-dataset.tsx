'use client'

import type { Dataset } from '@assay/schemas'
import { useQuery } from '@tanstack/react-query'
import { datasetTexts } from '../texts/dataset.ts'
import { readExcerpt } from '../upload/fault-excerpt.ts'
import { Fault } from '../upload/upload-fault.tsx'

/** Beyond that a file is not fetched to show one line of it. */
const mostBytes = 64 * 1024 * 1024

/** Why a dataset was refused, with the bytes at fault out of the file as it came. */
export function RefusedDataset({ dataset: { id, error, size_bytes } }: { readonly dataset: Dataset }) {
  const { line, column, hint, reason } = readFault(error?.data)
  const excerpt = useQuery({
    queryKey: ['refused', id, line],
    enabled: line !== undefined && size_bytes <= mostBytes,
    queryFn: async () => {
      const answer = await fetch(`/api/v1/datasets/${id}/download?as=original`)
      return answer.ok && line !== undefined ? readExcerpt(await answer.blob(), line) : []
    },
  })
  return (
    <section className="rounded-lg border border-bad bg-raised p-4">
      <h2 className="mb-2 font-semibold">{datasetTexts.refused}</h2>
      <Fault fault={{ message: reason ?? error?.message ?? '', hint, line, column, excerpt: excerpt.data ?? [] }} />
    </section>
  )
}

function readFault(data: unknown) {
  const of = (name: string): unknown => (data instanceof Object ? Reflect.get(data, name) : undefined)
  const [line, column, hint, reason] = [of('line'), of('column'), of('hint'), of('reason')]
  return {
    line: typeof line === 'number' ? line : undefined,
    column: typeof column === 'string' ? column : undefined,
    hint: typeof hint === 'string' ? hint : undefined,
    reason: typeof reason === 'string' ? reason : undefined,
  }
}
