'use client'

import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { ChevronDown, ChevronUp } from 'lucide-react'
import { type FormEvent, useDeferredValue, useState } from 'react'
import { useApi } from '../data/api.ts'
import { jobTexts } from '../texts/job.ts'
import { Button } from '../ui/button.tsx'

interface LogSearchProps {
  readonly of: { readonly job_id: string; readonly attempt: number | undefined }
  /** The line from which one goes on. */
  readonly line: number | null
  readonly onFound: (line: number) => void
}

const texts = jobTexts.log
const mostFound = 10_000

/** Finds lines on the server: how many there are, and the next and the last from where one is. */
export function LogSearch({ of: { job_id, attempt }, line, onFound }: LogSearchProps) {
  const api = useApi()
  const queries = useQueryClient()
  const [typed, setText] = useState('')
  const text = useDeferredValue(typed)
  const search = (after_line: number, limit: number) =>
    api.jobs.search_log.queryOptions({ job_id, attempt, text, after_line, limit })
  const found = useQuery({ ...search(0, 1), enabled: text !== '', placeholderData: keepPreviousData })
  const goOn = async (event?: FormEvent) => {
    event?.preventDefault()
    if (text === '') return
    const { items } = await queries.fetchQuery(search(line ?? 0, 1))
    const next = items[0] ?? found.data?.items[0]
    if (next) onFound(next.number)
  }
  const goBack = async () => {
    const { items } = await queries.fetchQuery(search(0, mostFound))
    const before = items.findLast(({ number }) => number < (line ?? Number.POSITIVE_INFINITY)) ?? items.at(-1)
    if (before) onFound(before.number)
  }
  return (
    <search>
      <form onSubmit={goOn} className="flex items-center gap-1">
        <input
          type="search"
          aria-label={texts.search}
          placeholder={texts.search}
          value={typed}
          onChange={({ target }) => setText(target.value)}
          className="w-52 rounded-md border border-quiet bg-page px-2 py-1.5"
        />
        <Button look="quiet" className="px-2" aria-label={texts.previous} disabled={text === ''} onClick={goBack}>
          <ChevronUp aria-hidden="true" className="size-4" />
        </Button>
        <Button look="quiet" className="px-2" aria-label={texts.next} disabled={text === ''} type="submit">
          <ChevronDown aria-hidden="true" className="size-4" />
        </Button>
        <span role="status" className="min-w-16 text-quiet tabular-nums">
          {text !== '' && found.data ? texts.found(found.data.count) : ''}
        </span>
      </form>
    </search>
  )
}
