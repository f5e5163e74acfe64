'use client'

import { useEffect, useState } from 'react'
import { durationText } from './duration.ts'

const secondMs = 1_000

interface TookProps {
  readonly since: string | null
  /** Null: it goes on. */
  readonly until: string | null
}

/** How long something took, or has taken so far. */
export function Took({ since, until }: TookProps) {
  const now = useNow(since !== null && until === null)
  if (since === null) return '–'
  const end = until === null ? now : Date.parse(until)
  return <span className="whitespace-nowrap tabular-nums">{durationText(end - Date.parse(since))}</span>
}

function useNow(is_going: boolean): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (!is_going) return
    const timer = setInterval(() => setNow(Date.now()), secondMs)
    return () => clearInterval(timer)
  }, [is_going])
  return now
}
