'use client'

import type { ReactNode } from 'react'
import { listTexts } from '../texts/list.ts'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { Problem } from './problem.tsx'

interface ConfirmProps {
  readonly title: string
  /** What is done, as the button says it. */
  readonly action: string
  readonly error?: unknown
  readonly is_busy: boolean
  readonly onYes: () => void
  readonly onClose: () => void
  readonly children?: ReactNode
}

/** Asks before what cannot be taken back. */
export function Confirm({ title, action, error, is_busy, onYes, onClose, children }: ConfirmProps) {
  return (
    <Dialog title={title} onClose={onClose}>
      {children}
      {error !== null && error !== undefined && <Problem error={error} />}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{listTexts.cancel}</Button>
        <Button look="main" disabled={is_busy} onClick={onYes}>
          {action}
        </Button>
      </div>
    </Dialog>
  )
}
