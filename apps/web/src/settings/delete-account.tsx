'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useApi } from '../data/api.ts'
import { SessionForm, textOf } from '../session/session-form.tsx'
import { settingsTexts } from '../texts/settings.ts'
import { Button } from '../ui/button.tsx'
import { CurrentPassword } from './current-password.tsx'

const texts = settingsTexts.remove

export function DeleteAccount() {
  const queries = useQueryClient()
  const [is_open, setOpen] = useState(false)
  const remove = useMutation(useApi().account.delete.mutationOptions({ onSuccess: () => queries.resetQueries() }))
  if (!is_open) {
    return (
      <div>
        <Button look="danger" onClick={() => setOpen(true)}>
          {texts.open}
        </Button>
      </div>
    )
  }
  const submit = (values: FormData) => {
    const password = textOf(values, 'current_password')
    remove.mutate(password === '' ? {} : { password })
  }
  return (
    <SessionForm submit={texts.sure} is_pending={remove.isPending} error={remove.error} onSubmit={submit}>
      <CurrentPassword />
    </SessionForm>
  )
}
