'use client'

import { useEffect, useEffectEvent, useState } from 'react'

interface DropZoneProps {
  readonly text: string
  readonly onDrop: (data: DataTransfer) => void
}

const holdsFiles = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes('Files') === true

/** Takes files that are dropped anywhere on the page, and says so while they hang over it. */
export function DropZone({ text, onDrop }: DropZoneProps) {
  const [is_over, setOver] = useState(false)
  const take = useEffectEvent(onDrop)
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (!holdsFiles(event)) return
      event.preventDefault()
      setOver(true)
    }
    const leave = ({ relatedTarget }: DragEvent) => relatedTarget === null && setOver(false)
    const drop = (event: DragEvent) => {
      if (!holdsFiles(event) || !event.dataTransfer) return
      event.preventDefault()
      setOver(false)
      take(event.dataTransfer)
    }
    const ending = new AbortController()
    const { signal } = ending
    addEventListener('dragover', over, { signal })
    addEventListener('dragleave', leave, { signal })
    addEventListener('drop', drop, { signal })
    return () => ending.abort()
  }, [])
  if (!is_over) return null
  return (
    <div className="pointer-events-none fixed inset-3 z-20 grid place-items-center rounded-xl border-2 border-dashed border-accent bg-page/90">
      <p className="text-lg font-semibold">{text}</p>
    </div>
  )
}
