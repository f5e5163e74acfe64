'use client'

import type { ManagedUser } from '@assay/schemas'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useApi } from '../data/api.ts'
import { adminTexts } from '../texts/admin.ts'
import { Button } from '../ui/button.tsx'
import { ConfirmButton } from '../ui/confirm-button.tsx'
import { Problem } from '../ui/problem.tsx'

const texts = adminTexts.user

export function DisableUser({ user }: { readonly user: ManagedUser }) {
  const api = useApi()
  const queries = useQueryClient()
  const update = useMutation(
    api.users.update.mutationOptions({ onSuccess: () => queries.invalidateQueries(api.users.pathFilter()) }),
  )
  const change = (disabled: boolean) => update.mutate({ user_id: user.id, disabled })
  return (
    <>
      {user.disabled_at === null ? (
        <ConfirmButton
          text={texts.disable}
          subject={user.email}
          warning={texts.disable_sure}
          is_pending={update.isPending}
          onConfirm={() => change(true)}
        />
      ) : (
        <Button disabled={update.isPending} onClick={() => change(false)}>
          {texts.enable}
        </Button>
      )}
      {update.error && <Problem error={update.error} />}
    </>
  )
}
