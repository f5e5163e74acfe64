'use client'

import type { FormEvent } from 'react'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Field } from '../ui/field.tsx'
import { Problem } from '../ui/problem.tsx'

interface NameDialogProps {
  readonly title: string
  readonly label: string
  readonly value: string
  readonly action: string
  readonly error: unknown
  readonly is_busy: boolean
  readonly onName: (name: string) => void
  readonly onClose: () => void
}

/** Asks for a name or a path. */
export function NameDialog({ title, label, value, action, error, is_busy, onName, onClose }: NameDialogProps) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    onName(String(new FormData(event.currentTarget).get('name')).trim())
  }
  return (
    <Dialog title={title} onClose={onClose}>
      <form onSubmit={submit} className="grid gap-4">
        <Field label={label} name="name" required defaultValue={value} autoComplete="off" />
        {error !== null && <Problem error={error} />}
        <Button look="main" type="submit" disabled={is_busy}>
          {action}
        </Button>
      </form>
    </Dialog>
  )
}
