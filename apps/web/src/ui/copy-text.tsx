'use client'

import { Check, Copy } from 'lucide-react'
import { useRef, useState } from 'react'
import { listTexts } from '../texts/list.ts'
import { Button } from './button.tsx'

/** A line to take elsewhere. Where the browser lets no page copy, it is selected. */
export function CopyText({ text }: { readonly text: string }) {
  const line = useRef<HTMLElement>(null)
  const [is_copied, setCopied] = useState(false)
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      setCopied(true)
    } catch {
      if (line.current) getSelection()?.selectAllChildren(line.current)
    }
  }
  return (
    <span className="mt-1 flex items-center gap-2 rounded-md border border-line bg-page py-1 pr-1 pl-3">
      <code ref={line} className="min-w-0 flex-1 break-all whitespace-pre-wrap">
        {text}
      </code>
      <Button look="quiet" className="px-2" onClick={copy} aria-label={is_copied ? listTexts.copied : listTexts.copy}>
        {is_copied ? <Check aria-hidden="true" className="size-4" /> : <Copy aria-hidden="true" className="size-4" />}
      </Button>
    </span>
  )
}
