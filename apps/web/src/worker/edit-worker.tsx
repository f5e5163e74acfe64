'use client'

import type { Worker } from '@assay/schemas'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useApi } from '../data/api.ts'
import { SessionForm, textOf } from '../session/session-form.tsx'
import { workerTexts } from '../texts/worker.ts'
import { Dialog } from '../ui/dialog.tsx'
import { Field } from '../ui/field.tsx'
import { labelsOf } from './worker-labels.ts'

interface EditWorkerProps {
  readonly worker: Worker
  readonly onClose: () => void
}

export function EditWorker({ worker, onClose }: EditWorkerProps) {
  const api = useApi()
  const queries = useQueryClient()
  const update = useMutation(
    api.workers.update.mutationOptions({
      onSuccess: async () => {
        onClose()
        await queries.invalidateQueries(api.workers.pathFilter())
      },
    }),
  )
  const submit = (values: FormData) => {
    update.mutate({ worker_id: worker.id, name: textOf(values, 'name'), labels: labelsOf(textOf(values, 'labels')) })
  }
  return (
    <Dialog title={worker.name} onClose={onClose}>
      <SessionForm submit={workerTexts.save} is_pending={update.isPending} error={update.error} onSubmit={submit}>
        <Field label={workerTexts.name} name="name" defaultValue={worker.name} maxLength={200} required />
        <Field
          label={workerTexts.labels}
          hint={workerTexts.labels_hint}
          name="labels"
          defaultValue={worker.labels.join(', ')}
        />
      </SessionForm>
    </Dialog>
  )
}
