'use client'

import type { Run } from '@assay/schemas'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useApi } from '../data/api.ts'
import { runTexts } from '../texts/run.ts'
import { ConfirmButton } from '../ui/confirm-button.tsx'
import { Problem } from '../ui/problem.tsx'
import { RetryButton } from './retry-button.tsx'

/** What can be done with a run as it stands. */
export function RunActions({ run }: { readonly run: Run }) {
  const api = useApi()
  const queries = useQueryClient()
  const stop = useMutation(
    api.runs.stop.mutationOptions({ onSuccess: () => queries.invalidateQueries(api.runs.pathFilter()) }),
  )
  if (run.finished_at !== null) return <RetryButton run={run} />
  if (run.stop_requested_at !== null) return <span className="py-1.5 text-quiet">{runTexts.stopping}</span>
  return (
    <>
      <ConfirmButton
        text={runTexts.stop}
        subject={run.name}
        warning={runTexts.stop_warning}
        is_pending={stop.isPending}
        onConfirm={() => stop.mutate({ run_id: run.id })}
      />
      {stop.error && <Problem error={stop.error} />}
    </>
  )
}
