'use client'

import { X } from 'lucide-react'
import { Toast } from 'radix-ui'
import { listTexts } from '../texts/list.ts'

export interface Message {
  readonly text: string
  /** What takes it back; absent: nothing does. */
  readonly undo?: () => void
}

export interface NumberedMessage extends Message {
  readonly key: number
}

interface ToastListProps {
  readonly messages: readonly NumberedMessage[]
  readonly onRemove: (key: number) => void
}

const shownMs = 6_000

export function ToastList({ messages, onRemove }: ToastListProps) {
  return (
    <Toast.Provider duration={shownMs}>
      {messages.map(({ key, text, undo }) => (
        <Toast.Root
          key={key}
          onOpenChange={(is_open) => is_open || onRemove(key)}
          className="flex items-start gap-3 rounded-lg border border-line bg-raised p-3 shadow-lg"
        >
          <Toast.Description className="flex-1">{text}</Toast.Description>
          {undo && (
            <Toast.Action altText={listTexts.undo} onClick={undo} className="font-medium text-accent">
              {listTexts.undo}
            </Toast.Action>
          )}
          <Toast.Close aria-label={listTexts.close} className="text-quiet hover:text-ink">
            <X aria-hidden="true" className="size-4" />
          </Toast.Close>
        </Toast.Root>
      ))}
      <Toast.Viewport className="fixed right-4 bottom-4 z-40 grid w-80 max-w-[calc(100vw-2rem)] gap-2" />
    </Toast.Provider>
  )
}
