'use client'

import { useMutation } from '@tanstack/react-query'
import { useApi } from '../data/api.ts'
import { sessionTexts } from '../texts/session.ts'
import { Done } from './done.tsx'
import { Entrance } from './entrance.tsx'
import { leave } from './leave.ts'
import { NewPassword } from './new-password.tsx'
import { SessionForm, textOf } from './session-form.tsx'

const texts = sessionTexts.reset

/** Chooses a new password by a link. */
export function Reset({ token }: { readonly token: string }) {
  const reset = useMutation(useApi().account.reset_password.mutationOptions({ onSuccess: leave }))
  if (reset.isSuccess) return <Done title={texts.done} />
  return (
    <Entrance title={texts.title}>
      <p>{texts.how}</p>
      <SessionForm
        submit={texts.submit}
        is_pending={reset.isPending}
        error={reset.error}
        onSubmit={(values) =>
          reset.mutate({ token, password: textOf(values, 'password'), revoke_api_keys: values.has('revoke_api_keys') })
        }
      >
        <NewPassword label={sessionTexts.new_password} />
        <label className="flex items-start gap-2">
          <input name="revoke_api_keys" type="checkbox" className="mt-1" />
          {texts.revoke}
        </label>
      </SessionForm>
    </Entrance>
  )
}
