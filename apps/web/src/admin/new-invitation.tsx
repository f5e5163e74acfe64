'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { useApi } from '../data/api.ts'
import { textOf } from '../session/session-form.tsx'
import { adminTexts } from '../texts/admin.ts'
import { Button } from '../ui/button.tsx'
import { CopyText } from '../ui/copy-text.tsx'
import { Field } from '../ui/field.tsx'
import { Problem } from '../ui/problem.tsx'
import { GroupChoice, groupsOf } from './group-choice.tsx'

const texts = adminTexts.invitation

export function NewInvitation() {
  const api = useApi()
  const queries = useQueryClient()
  const create = useMutation(
    api.invitations.create.mutationOptions({
      onSuccess: () => queries.invalidateQueries(api.invitations.list.pathFilter()),
    }),
  )
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const values = new FormData(form)
    create.mutate({ email: textOf(values, 'email'), groups: groupsOf(values) }, { onSuccess: () => form.reset() })
  }
  return (
    <form onSubmit={submit} className="grid max-w-2xl gap-3">
      <Field label={texts.email} name="email" type="email" autoComplete="off" required />
      <GroupChoice chosen={['users']} />
      <div>
        <Button look="main" type="submit" disabled={create.isPending}>
          {texts.make}
        </Button>
      </div>
      {create.error && <Problem error={create.error} />}
      {create.data && (
        <div role="status">
          <p className="font-medium">{texts.made(create.data.email)}</p>
          {create.data.is_mailed && <p className="text-quiet">{texts.mailed}</p>}
          <CopyText text={create.data.link} />
        </div>
      )}
    </form>
  )
}
