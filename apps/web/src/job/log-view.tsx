'use client'

import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, useState } from 'react'
import { jobTexts } from '../texts/job.ts'
import { Button } from '../ui/button.tsx'
import { LogLine } from './log-line.tsx'
import { useLogLines } from './log-pages.ts'

interface LogViewProps {
  readonly of: { readonly job_id: string; readonly attempt: number | undefined; readonly is_open: boolean }
  readonly total: number
  /** The line that is pointed at; null: none. */
  readonly line: number | null
  readonly onLine: (line: number) => void
  readonly does_wrap: boolean
  readonly has_times: boolean
}

const lineHeight = 20
const texts = jobTexts.log

/** Lines of a log of any length: those in view are read. It sticks to the end until somebody scrolls away. */
export function LogView({ of, total, line, onLine, does_wrap, has_times }: LogViewProps) {
  const box = useRef<HTMLElement>(null)
  const [seen, setSeen] = useState(line === null ? Number.POSITIVE_INFINITY : 0)
  const is_following = seen >= total || seen === Number.POSITIVE_INFINITY
  const rows = useVirtualizer({
    count: total,
    getScrollElement: () => box.current,
    estimateSize: () => lineHeight,
    overscan: 20,
  })
  const shown = rows.getVirtualItems()
  const lines = useLogLines(of, { first: shown[0]?.index ?? 0, last: shown.at(-1)?.index ?? 0, total })
  useEffect(() => {
    if (is_following) rows.scrollToIndex(total - 1, { align: 'end' })
  }, [total, is_following, lines.size])
  useEffect(() => {
    if (line === null) return
    setSeen(0)
    rows.scrollToIndex(line - 1, { align: 'center' })
  }, [line])
  const onScroll = () => {
    const { scrollTop = 0, clientHeight = 0, scrollHeight = 0 } = box.current ?? {}
    const isAtEnd = scrollTop + clientHeight >= scrollHeight - 2 * lineHeight
    setSeen((now) => (isAtEnd ? Number.POSITIVE_INFINITY : Math.min(now, total)))
  }
  return (
    <div className="relative">
      <section
        ref={box}
        aria-label={texts.title}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must scroll by keyboard
        tabIndex={0}
        onWheel={onScroll}
        onKeyUp={onScroll}
        onTouchMove={onScroll}
        onMouseUp={onScroll}
        className="h-[55vh] min-h-64 overflow-auto rounded-lg border border-line bg-raised py-2 font-mono text-xs"
      >
        <ol className="relative" style={{ height: rows.getTotalSize() }}>
          {shown.map(({ index, start, key }) => (
            <li
              key={key}
              ref={rows.measureElement}
              data-index={index}
              className="absolute top-0 left-0 w-full"
              style={{ transform: `translateY(${start}px)` }}
            >
              <LogLine
                number={index + 1}
                line={lines.get(index + 1)}
                is_marked={line === index + 1}
                does_wrap={does_wrap}
                has_times={has_times}
                onMark={onLine}
              />
            </li>
          ))}
        </ol>
      </section>
      {!is_following && total > seen && seen > 0 && (
        <Button look="main" className="absolute right-4 bottom-3" onClick={() => setSeen(Number.POSITIVE_INFINITY)}>
          {texts.more(total - seen)}
        </Button>
      )}
    </div>
  )
}
