'use client'

import type { FormEvent, ReactNode } from 'react'
import { sessionTexts } from '../texts/session.ts'
import { Button } from '../ui/button.tsx'
import { Problem } from '../ui/problem.tsx'

interface SessionFormProps {
  readonly submit: string
  readonly is_pending: boolean
  /** What the server said of the last try. */
  readonly error: unknown
  /** What stands in its place where it is known better here. */
  readonly problem?: string | undefined
  readonly onSubmit: (values: FormData) => void
  readonly children: ReactNode
}

export function SessionForm({ submit, is_pending, error, problem, onSubmit, children }: SessionFormProps) {
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    onSubmit(new FormData(event.currentTarget))
  }
  return (
    <form method="post" onSubmit={send} className="grid gap-4">
      {children}
      {problem !== undefined && (
        <p role="alert" className="text-bad">
          {problem}
        </p>
      )}
      {problem === undefined && Boolean(error) && <Problem error={error} />}
      <Button look="main" type="submit" disabled={is_pending}>
        {is_pending ? sessionTexts.busy : submit}
      </Button>
    </form>
  )
}

export function textOf(values: FormData, name: string): string {
  const value = values.get(name)
  return typeof value === 'string' ? value : ''
}
