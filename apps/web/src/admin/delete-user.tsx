'use client'

import type { ManagedUser } from '@assay/schemas'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useApi } from '../data/api.ts'
import { SessionForm } from '../session/session-form.tsx'
import { adminTexts } from '../texts/admin.ts'
import { Button } from '../ui/button.tsx'
import { useToast } from '../ui/toast.tsx'

interface DeleteUserProps {
  readonly user: ManagedUser
  readonly onDone: () => void
}

const texts = adminTexts.user

export function DeleteUser({ user, onDone }: DeleteUserProps) {
  const api = useApi()
  const say = useToast()
  const queries = useQueryClient()
  const [is_open, setOpen] = useState(false)
  const remove = useMutation(
    api.users.delete.mutationOptions({
      onSuccess: async () => {
        say({ text: texts.removed(user.email) })
        onDone()
        await queries.invalidateQueries(api.users.list.pathFilter())
      },
    }),
  )
  if (!is_open) {
    return (
      <Button look="danger" onClick={() => setOpen(true)}>
        {texts.remove} …
      </Button>
    )
  }
  return (
    <div className="w-full rounded-lg border border-bad p-3">
      <p className="mb-3">{texts.remove_sure}</p>
      <SessionForm
        submit={`${texts.remove}: ${user.email}`}
        is_pending={remove.isPending}
        error={remove.error}
        onSubmit={(values) => remove.mutate({ user_id: user.id, with_work_of_others: values.has('others') })}
      >
        <label className="flex items-start gap-2">
          <input name="others" type="checkbox" className="mt-1" />
          {texts.remove_others}
        </label>
      </SessionForm>
    </div>
  )
}
