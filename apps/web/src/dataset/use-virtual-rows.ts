'use client'

import { type RefObject, useEffect, useState } from 'react'

/** No browser shows what is higher; more rows than that are scrolled over faster. */
const mostPixels = 12_000_000
const overscan = 4
/** No screen shows more; a box that grows with what is in it would hold everything. */
const mostSeen = 4_400

interface VirtualRows {
  readonly first: number
  readonly count: number
  /** How high all rows are together, as the scroll bar has it, in pixels. */
  readonly height: number
  /** Where the first of the rows that are rendered stands, in pixels. */
  readonly top: number
}

interface Options {
  readonly box: RefObject<HTMLElement | null>
  readonly total: number
  readonly rowHeight: number
}

/** Which of any number of rows of one height are in sight of a box that scrolls. */
export function useVirtualRows({ box, total, rowHeight }: Options): VirtualRows {
  const [{ scrolled, seen }, setPlace] = useState({ scrolled: 0, seen: 600 })
  useEffect(() => {
    const element = box.current
    if (!element) return
    const look = () => setPlace(placeOf(element))
    look()
    element.addEventListener('scroll', look, { passive: true })
    const resized = new ResizeObserver(look)
    resized.observe(element)
    return () => {
      element.removeEventListener('scroll', look)
      resized.disconnect()
    }
  }, [box])
  const full = total * rowHeight
  const height = Math.min(full, mostPixels)
  const scale = height > seen ? (full - seen) / (height - seen) : 1
  const exact = (Math.min(scrolled, Math.max(0, height - seen)) * scale) / rowHeight
  const first = Math.max(0, Math.floor(exact) - overscan)
  const count = Math.max(0, Math.min(total - first, Math.ceil(Math.min(seen, mostSeen) / rowHeight) + 2 * overscan))
  return { first, count, height, top: scrolled - (exact - first) * rowHeight }
}

/** How far a box is scrolled, and how much of it shows rows: its head stays. */
export function placeOf(box: HTMLElement): { readonly scrolled: number; readonly seen: number } {
  const head = box.querySelector('thead')?.offsetHeight ?? 0
  return { scrolled: box.scrollTop, seen: Math.max(0, box.clientHeight - head) }
}

/** How far to scroll so that a row is in sight; undefined: it is. */
export function scrollTo(index: number, { total, rowHeight, seen, scrolled }: ScrollPlace): number | undefined {
  const full = total * rowHeight
  const height = Math.min(full, mostPixels)
  const scale = height > seen ? (full - seen) / (height - seen) : 1
  const now = scrolled * scale
  const at = index * rowHeight
  if (at < now) return at / scale
  return at + rowHeight > now + seen ? (at + rowHeight - seen) / scale : undefined
}

interface ScrollPlace {
  readonly total: number
  readonly rowHeight: number
  readonly seen: number
  readonly scrolled: number
}
