'use client'

import dynamic from 'next/dynamic'
import { createContext, type ReactNode, use, useCallback, useState } from 'react'
import type { Message, NumberedMessage } from './toast-list.tsx'

// not loaded before something is to be told
const ToastList = dynamic(() => import('./toast-list.tsx').then((module) => module.ToastList), { ssr: false })
const Say = createContext<(message: Message) => void>(() => {})

/** Tells what has happened, for some seconds, wherever the user is. */
export function useToast(): (message: Message) => void {
  return use(Say)
}

export function ToastProvider({ children }: { readonly children: ReactNode }) {
  const [messages, setMessages] = useState<readonly NumberedMessage[]>([])
  const say = useCallback(
    (message: Message) => setMessages((now) => [...now, { ...message, key: (now.at(-1)?.key ?? 0) + 1 }]),
    [],
  )
  const remove = (key: number) => setMessages((now) => now.filter((message) => message.key !== key))
  return (
    <>
      <Say value={say}>{children}</Say>
      {messages.length > 0 && <ToastList messages={messages} onRemove={remove} />}
    </>
  )
}
