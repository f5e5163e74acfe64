'use client'

import { problemOf } from '../data/problem.ts'
import { errorTexts } from '../texts/error.ts'
import { Button } from './button.tsx'

interface ProblemProps {
  readonly error: unknown
  readonly onAgain?: () => void
}

/** What went wrong, what to do, and by which name the server's log knows it. */
export function Problem({ error, onAgain }: ProblemProps) {
  const { message, request_id } = problemOf(error)
  return (
    <div role="alert" className="rounded-lg border border-bad bg-raised p-4">
      <p className="text-bad">{message}</p>
      {request_id !== undefined && (
        <p className="mt-1 text-quiet">
          {errorTexts.request} <code>{request_id}</code>
        </p>
      )}
      {onAgain && (
        <Button className="mt-3" onClick={onAgain}>
          {errorTexts.again}
        </Button>
      )}
    </div>
  )
}
