'use client'

import type { Worker } from '@assay/schemas'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useApi } from '../data/api.ts'
import { workerTexts } from '../texts/worker.ts'
import { Button } from '../ui/button.tsx'
import { ConfirmButton } from '../ui/confirm-button.tsx'
import { Problem } from '../ui/problem.tsx'
import { useToast } from '../ui/toast.tsx'
import { EditWorker } from './edit-worker.tsx'
import { NewToken } from './new-token.tsx'

/** What can be done with a worker as it stands. */
export function WorkerActions({ worker }: { readonly worker: Worker }) {
  const { id: worker_id, name } = worker
  const [is_editing, setEditing] = useState(false)
  const { drain, rotate, remove } = useWorkerChanges()
  const error = drain.error ?? rotate.error ?? remove.error
  return (
    <>
      <div className="flex flex-wrap gap-1">
        <Button look="quiet" aria-label={`${workerTexts.edit}: ${name}`} onClick={() => setEditing(true)}>
          {workerTexts.edit}
        </Button>
        {worker.state !== 'away' && (
          <Button
            look="quiet"
            aria-label={`${worker.state === 'draining' ? workerTexts.resume : workerTexts.drain}: ${name}`}
            disabled={drain.isPending}
            onClick={() => drain.mutate({ worker_id, draining: worker.state !== 'draining' })}
          >
            {worker.state === 'draining' ? workerTexts.resume : workerTexts.drain}
          </Button>
        )}
        <ConfirmButton
          text={workerTexts.rotate}
          subject={name}
          warning={workerTexts.rotate_sure}
          is_pending={rotate.isPending}
          onConfirm={() => rotate.mutate({ worker_id })}
        />
        <ConfirmButton
          text={workerTexts.remove}
          subject={name}
          warning={workerTexts.remove_sure}
          is_pending={remove.isPending}
          onConfirm={() => remove.mutate({ worker_id })}
        />
      </div>
      {error && <Problem error={error} />}
      {rotate.data && <NewToken created={rotate.data} />}
      {is_editing && <EditWorker worker={worker} onClose={() => setEditing(false)} />}
    </>
  )
}

function useWorkerChanges() {
  const api = useApi()
  const say = useToast()
  const queries = useQueryClient()
  const fresh = () => queries.invalidateQueries(api.workers.pathFilter())
  const drain = useMutation(
    api.workers.drain.mutationOptions({
      onSuccess: ({ name, state }) => {
        if (state === 'draining') say({ text: workerTexts.drained(name) })
        return fresh()
      },
    }),
  )
  const rotate = useMutation(api.workers.rotate.mutationOptions({ onSuccess: fresh }))
  const remove = useMutation(api.workers.remove.mutationOptions({ onSuccess: fresh }))
  return { drain, rotate, remove }
}
