'use client'

import type { ManagedUser } from '@assay/schemas'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useApi } from '../data/api.ts'
import { SessionForm, textOf } from '../session/session-form.tsx'
import { adminTexts } from '../texts/admin.ts'
import { Field } from '../ui/field.tsx'
import { useToast } from '../ui/toast.tsx'
import { GroupChoice, groupsOf } from './group-choice.tsx'

interface UserFormProps {
  readonly user: ManagedUser
  readonly onSaved: () => void
}

const texts = adminTexts.user
const gigabyte = 1_000_000_000

export function UserForm({ user, onSaved }: UserFormProps) {
  const api = useApi()
  const say = useToast()
  const queries = useQueryClient()
  const update = useMutation(
    api.users.update.mutationOptions({
      onSuccess: async ({ name }) => {
        say({ text: texts.saved(name) })
        onSaved()
        await queries.invalidateQueries(api.users.pathFilter())
      },
    }),
  )
  const submit = (values: FormData) => {
    const storage = numberOf(values, 'storage')
    update.mutate({
      user_id: user.id,
      name: textOf(values, 'name'),
      groups: groupsOf(values),
      max_storage_bytes: storage === null ? null : Math.round(storage * gigabyte),
      max_running_jobs: numberOf(values, 'jobs'),
    })
  }
  const { max_storage_bytes: most_bytes, max_running_jobs: most_jobs } = user
  return (
    <SessionForm submit={texts.save} is_pending={update.isPending} error={update.error} onSubmit={submit}>
      <Field label={texts.name} name="name" defaultValue={user.name} maxLength={200} required />
      <GroupChoice chosen={user.groups} />
      <div className="grid gap-3 sm:grid-cols-2">
        <Field
          label={texts.storage_gb}
          hint={texts.empty_how}
          name="storage"
          type="number"
          min={0}
          step="any"
          defaultValue={most_bytes === null ? '' : most_bytes / gigabyte}
        />
        <Field
          label={texts.jobs_most}
          hint={texts.empty_how}
          name="jobs"
          type="number"
          min={1}
          max={1_000_000}
          defaultValue={most_jobs ?? ''}
        />
      </div>
    </SessionForm>
  )
}

function numberOf(values: FormData, name: string): number | null {
  const text = textOf(values, name)
  return text === '' ? null : Number(text)
}
