'use client'

import { useQuery } from '@tanstack/react-query'
import { useApi } from '../data/api.ts'
import { settingsTexts } from '../texts/settings.ts'
import { Loading } from '../ui/loading.tsx'
import { bytesText, countText } from '../ui/number.ts'
import { Problem } from '../ui/problem.tsx'

const texts = settingsTexts.usage

/** What the user has of the server, and how much there may be. */
export function Usage() {
  const usage = useQuery(useApi().usage.get.queryOptions())
  if (usage.error) return <Problem error={usage.error} onAgain={() => usage.refetch()} />
  if (!usage.data) return <Loading />
  const { storage, jobs } = usage.data
  return (
    <dl className="grid max-w-sm grid-cols-[1fr_auto] gap-x-6 gap-y-1 tabular-nums [&_dd]:text-right [&_dt]:text-quiet">
      <dt>{texts.storage}</dt>
      <dd>{part(bytesText(storage.used_bytes), storage.limit_bytes, bytesText)}</dd>
      <dt>{texts.jobs}</dt>
      <dd>{part(countText(jobs.running), jobs.limit, countText)}</dd>
    </dl>
  )
}

function part(used: string, limit: number | null, textOf: (limit: number) => string): string {
  return limit === null ? `${used}, ${texts.unlimited}` : `${used} ${texts.of} ${textOf(limit)}`
}
