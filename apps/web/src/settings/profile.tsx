'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useApi } from '../data/api.ts'
import { SessionForm, textOf } from '../session/session-form.tsx'
import { useUser } from '../session/user.tsx'
import { settingsTexts } from '../texts/settings.ts'
import { Field } from '../ui/field.tsx'
import { useToast } from '../ui/toast.tsx'

const texts = settingsTexts.profile

export function Profile() {
  const api = useApi()
  const say = useToast()
  const queries = useQueryClient()
  const { name } = useUser()
  const update = useMutation(
    api.account.update.mutationOptions({
      onSuccess: () => {
        say({ text: texts.saved })
        return queries.invalidateQueries(api.session.whoami.pathFilter())
      },
    }),
  )
  return (
    <SessionForm
      submit={texts.submit}
      is_pending={update.isPending}
      error={update.error}
      onSubmit={(values) => update.mutate({ name: textOf(values, 'name') })}
    >
      <Field label={texts.name} name="name" defaultValue={name} maxLength={200} autoComplete="name" required />
    </SessionForm>
  )
}
