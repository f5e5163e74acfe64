'use client'

import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { listTexts } from '../texts/list.ts'

interface DialogProps {
  readonly title: string
  readonly onClose: () => void
  readonly children: ReactNode
}

/** Asks for something, over the page; open as long as it is shown. */
export function Dialog({ title, onClose, children }: DialogProps) {
  return (
    <Radix.Root open onOpenChange={(is_open) => is_open || onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-30 bg-black/40" />
        <Radix.Content
          aria-describedby={undefined}
          className="fixed top-1/2 left-1/2 z-30 grid max-h-[85vh] w-[30rem] max-w-[calc(100vw-2rem)] -translate-1/2 gap-4 overflow-y-auto rounded-xl border border-line bg-raised p-5 shadow-xl"
        >
          <div className="flex items-start gap-3">
            <Radix.Title className="min-w-0 flex-1 text-base font-semibold break-words">{title}</Radix.Title>
            <Radix.Close aria-label={listTexts.close} className="rounded p-1 text-quiet hover:text-ink">
              <X aria-hidden="true" className="size-4" />
            </Radix.Close>
          </div>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
