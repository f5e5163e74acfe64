'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useApi } from '../data/api.ts'
import { modelTexts } from '../texts/model.ts'
import { ConfirmButton } from '../ui/confirm-button.tsx'

export function RemoveModel({ name }: { readonly name: string }) {
  const api = useApi()
  const queries = useQueryClient()
  const remove = useMutation(
    api.models.remove.mutationOptions({ onSuccess: () => queries.invalidateQueries(api.models.list.pathFilter()) }),
  )
  return (
    <ConfirmButton
      text={modelTexts.remove}
      subject={name}
      warning={modelTexts.remove_sure}
      is_pending={remove.isPending}
      onConfirm={() => remove.mutate({ name })}
    />
  )
}
