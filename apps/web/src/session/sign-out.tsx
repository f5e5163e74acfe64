'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useApi } from '../data/api.ts'
import { texts } from '../texts.ts'
import { Button } from '../ui/button.tsx'

export function SignOut() {
  const queries = useQueryClient()
  const signOut = useMutation(useApi().session.delete.mutationOptions({ onSuccess: () => queries.resetQueries() }))
  return (
    <Button look="quiet" onClick={() => signOut.mutate()} disabled={signOut.isPending}>
      {texts.shell.sign_out}
    </Button>
  )
}
