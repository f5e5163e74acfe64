'use client'

import { useState } from 'react'
import { listTexts } from '../texts/list.ts'
import { Button } from './button.tsx'
import { Popover } from './popover.tsx'

interface ConfirmButtonProps {
  /** What is done, on the button. */
  readonly text: string
  /** To what, for who cannot see where the button stands. */
  readonly subject: string
  /** What comes of it. */
  readonly warning: string
  readonly is_pending?: boolean
  readonly onConfirm: () => void
}

/** A button for what cannot be undone: it says what comes of it, and asks once more. */
export function ConfirmButton({ text, subject, warning, is_pending, onConfirm }: ConfirmButtonProps) {
  const [is_open, setOpen] = useState(false)
  return (
    <Popover
      label={`${text}: ${subject}`}
      is_open={is_open}
      onOpenChange={setOpen}
      trigger={
        <Button look="quiet" aria-label={`${text}: ${subject}`} disabled={is_pending}>
          {text}
        </Button>
      }
    >
      <p className="font-medium break-words">{subject}</p>
      <p className="mt-1 text-quiet">{warning}</p>
      <div className="mt-3 flex gap-2">
        <Button
          look="danger"
          onClick={() => {
            setOpen(false)
            onConfirm()
          }}
        >
          {text}
        </Button>
        <Button onClick={() => setOpen(false)}>{listTexts.cancel}</Button>
      </div>
    </Popover>
  )
}
