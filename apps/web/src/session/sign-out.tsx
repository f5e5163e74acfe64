'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useApi } from '../data/api.ts'
import { shellTexts } from '../texts/shell.ts'
import { Button } from '../ui/button.tsx'

export function SignOut() {
  const queries = useQueryClient()
  const signOut = useMutation(useApi().session.delete.mutationOptions({ onSuccess: () => queries.resetQueries() }))
  return (
    <Button look="quiet" onClick={() => signOut.mutate()} disabled={signOut.isPending}>
      {shellTexts.sign_out}
    </Button>
  )
}
