'use client'

import { useMutation } from '@tanstack/react-query'
import { useApi } from '../data/api.ts'
import { adminTexts } from '../texts/admin.ts'
import { Button } from '../ui/button.tsx'
import { CopyText } from '../ui/copy-text.tsx'
import { Problem } from '../ui/problem.tsx'

const texts = adminTexts.user

export function ResetLink({ user_id }: { readonly user_id: string }) {
  const make = useMutation(useApi().users.create_reset_link.mutationOptions())
  if (make.error) return <Problem error={make.error} />
  if (!make.data) {
    return (
      <Button disabled={make.isPending} onClick={() => make.mutate({ user_id })}>
        {texts.reset}
      </Button>
    )
  }
  return (
    <div role="status" className="w-full">
      <p>{texts.reset_made}</p>
      <CopyText text={make.data.link} />
    </div>
  )
}
