'use client'

import { X } from 'lucide-react'
import { Toast } from 'radix-ui'
import { createContext, type ReactNode, use, useCallback, useState } from 'react'
import { listTexts } from '../texts/list.ts'

interface Message {
  readonly text: string
  /** What takes it back; absent: nothing does. */
  readonly undo?: () => void
}

const shownMs = 6_000
const Say = createContext<(message: Message) => void>(() => {})

/** Tells what has happened, for some seconds, wherever the user is. */
export function useToast(): (message: Message) => void {
  return use(Say)
}

export function ToastProvider({ children }: { readonly children: ReactNode }) {
  const [messages, setMessages] = useState<readonly (Message & { readonly key: number })[]>([])
  const say = useCallback(
    (message: Message) => setMessages((now) => [...now, { ...message, key: (now.at(-1)?.key ?? 0) + 1 }]),
    [],
  )
  const remove = (key: number) => setMessages((now) => now.filter((message) => message.key !== key))
  return (
    <Toast.Provider duration={shownMs}>
      <Say value={say}>{children}</Say>
      {messages.map(({ key, text, undo }) => (
        <Toast.Root
          key={key}
          onOpenChange={(is_open) => is_open || remove(key)}
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
