'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { useApi } from '../data/api.ts'
import { textOf } from '../session/session-form.tsx'
import { useUser } from '../session/user.tsx'
import { workerTexts } from '../texts/worker.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { Problem } from '../ui/problem.tsx'
import { Select } from '../ui/select.tsx'
import { NewToken } from './new-token.tsx'
import { labelsOf } from './worker-labels.ts'

export function NewWorker() {
  const api = useApi()
  const queries = useQueryClient()
  const { is_admin } = useUser()
  const create = useMutation(
    api.workers.create.mutationOptions({ onSuccess: () => queries.invalidateQueries(api.workers.list.pathFilter()) }),
  )
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const values = new FormData(form)
    create.mutate(
      {
        name: textOf(values, 'name'),
        labels: labelsOf(textOf(values, 'labels')),
        ...(textOf(values, 'whose') === 'everybody' && { for: null }),
      },
      { onSuccess: () => form.reset() },
    )
  }
  return (
    <form onSubmit={submit} className="grid max-w-3xl gap-3">
      <div className="grid items-start gap-3 sm:grid-cols-3">
        <Field label={workerTexts.name} name="name" maxLength={200} placeholder="lab-machine" required />
        <Field label={workerTexts.labels} hint={workerTexts.labels_hint} name="labels" />
        {is_admin && (
          <Select label={workerTexts.whose} name="whose" className="py-2">
            <option value="mine">{workerTexts.mine}</option>
            <option value="everybody">{workerTexts.everybody}</option>
          </Select>
        )}
      </div>
      <div>
        <Button look="main" type="submit" disabled={create.isPending}>
          {workerTexts.make}
        </Button>
      </div>
      {create.error && <Problem error={create.error} />}
      {create.data && <NewToken created={create.data} />}
    </form>
  )
}
