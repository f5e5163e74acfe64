'use client'

import type { Run } from '@assay/schemas'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useApi } from '../data/api.ts'
import { runTexts } from '../texts/run.ts'
import { Button } from '../ui/button.tsx'
import { Loading } from '../ui/loading.tsx'
import { Popover } from '../ui/popover.tsx'
import { Problem } from '../ui/problem.tsx'

/** Tries a run again as a new one, after saying what that would do. */
export function RetryButton({ run }: { readonly run: Run }) {
  return (
    <Popover label={runTexts.retry_title} trigger={<Button look="quiet">{runTexts.retry}</Button>}>
      <Retry run={run} />
    </Popover>
  )
}

function Retry({ run }: { readonly run: Run }) {
  const api = useApi()
  const router = useRouter()
  // of what succeeded nothing runs again unless all does
  const is_whole = run.state === 'succeeded'
  const [force, setForce] = useState(is_whole)
  const run_id = run.id
  const plan = useQuery(api.runs.plan_retry.queryOptions({ run_id, force }))
  const retry = useMutation(api.runs.retry.mutationOptions({ onSuccess: ({ id }) => router.push(`/runs/${id}`) }))
  return (
    <div className="grid gap-3">
      <p className="text-quiet">{runTexts.retry_how}</p>
      <label className="flex items-center gap-2">
        <input
          type="checkbox"
          checked={force}
          disabled={is_whole}
          onChange={({ target }) => setForce(target.checked)}
        />
        {runTexts.retry_force}
      </label>
      {plan.isPending && <Loading />}
      {plan.error && <Problem error={plan.error} />}
      {plan.data && (
        <ul className="max-h-56 overflow-y-auto rounded-md border border-line p-2">
          {plan.data.items.map(({ name, action }) => (
            <li key={name} className="flex justify-between gap-4">
              <span className="min-w-0 break-words">{name}</span>
              <span className={action === 'run' ? 'text-accent' : 'text-quiet'}>
                {action === 'run' ? runTexts.runs_again : runTexts.is_reused}
              </span>
            </li>
          ))}
        </ul>
      )}
      {retry.error && <Problem error={retry.error} />}
      <Button look="main" disabled={!plan.data || retry.isPending} onClick={() => retry.mutate({ run_id, force })}>
        {runTexts.retry_submit}
      </Button>
    </div>
  )
}
