'use client'

import { useRouter } from 'next/navigation'
import type { FormEvent } from 'react'
import { textOf } from '../session/session-form.tsx'
import { settingsTexts } from '../texts/settings.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'

const texts = settingsTexts.device

/** Takes the code that a program shows to where it is let in. */
export function DeviceCode() {
  const router = useRouter()
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const code = textOf(new FormData(event.currentTarget), 'user_code')
    router.push(`/sign-in?user_code=${encodeURIComponent(code)}`)
  }
  return (
    <form onSubmit={submit} className="flex max-w-md items-end gap-3">
      <Field
        label={texts.code}
        name="user_code"
        placeholder="BCDF-GHJK"
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        maxLength={40}
        required
      />
      <Button type="submit" className="py-2">
        {texts.submit}
      </Button>
    </form>
  )
}
