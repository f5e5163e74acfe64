import type { ComparisonExample } from '@assay/schemas'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import { exampleTexts as texts } from '../../texts/comparison-example.ts'
import { ExampleRow } from './example-row.tsx'

interface ExampleListProps {
  readonly items: readonly ComparisonExample[]
  readonly matching: number
  readonly has_more: boolean
  readonly is_loading: boolean
  readonly onMore: () => void
  readonly open: number | null
  readonly onOpen: (example: number) => void
  readonly decimals: number
}

const rowHeight = 60

/** As many rows as match, of which only those in sight are drawn; what is not here yet is fetched when it is seen. */
export function ExampleList(props: ExampleListProps) {
  const { items, matching, has_more, is_loading, onMore, open, onOpen, decimals } = props
  const frame = useRef<HTMLDivElement>(null)
  const rows = useVirtualizer({
    count: matching,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  })
  const drawn = rows.getVirtualItems()
  const last = drawn.at(-1)?.index ?? 0
  useEffect(() => {
    if (last >= items.length - 1 && has_more && !is_loading) onMore()
  }, [last, items.length, has_more, is_loading, onMore])
  const at = open === null ? -1 : items.findIndex(({ example }) => example === open)
  useEffect(() => {
    if (at >= 0) rows.scrollToIndex(at)
  }, [at, rows])
  const isDrawn = drawn.some(({ index }) => index === at)
  return (
    <div
      ref={frame}
      role="listbox"
      aria-label={texts.list}
      aria-activedescendant={isDrawn ? `example-${open}` : undefined}
      tabIndex={0}
      className="h-[38vh] overflow-y-auto rounded-lg border border-line bg-raised lg:h-[calc(100vh-17rem)] lg:min-h-96 print:h-auto"
    >
      <div className="relative" style={{ height: rows.getTotalSize() }}>
        {drawn.map(({ index, start }) => {
          const item = items[index]
          return (
            <div
              key={index}
              className="absolute inset-x-0 top-0"
              style={{ height: rowHeight, transform: `translateY(${start}px)` }}
            >
              {item ? (
                <ExampleRow item={item} is_open={item.example === open} decimals={decimals} onOpen={onOpen} />
              ) : (
                <div className="m-3 h-9 animate-pulse rounded bg-hover" />
              )}
            </div>
          )
        })}
      </div>
    </div>
  )
}
