export interface MarkedPart {
  readonly text: string
  readonly start: number
  readonly is_marked: boolean
}

/** A text cut where marks begin and end; marks with nothing but blanks between them are one. */
export function markSpans(text: string, spans: readonly (readonly [number, number])[]): MarkedPart[] {
  const parts: MarkedPart[] = []
  let at = 0
  const add = (end: number, is_marked: boolean) => {
    if (end > at) parts.push({ text: text.slice(at, end), start: at, is_marked })
    at = Math.max(at, end)
  }
  for (const [start, end] of joined(text, spans)) {
    add(Math.min(start, text.length), false)
    add(Math.min(end, text.length), true)
  }
  add(text.length, false)
  return parts
}

function joined(text: string, spans: readonly (readonly [number, number])[]): [number, number][] {
  const found: [number, number][] = []
  for (const [start, end] of spans.toSorted(([a], [b]) => a - b)) {
    const last = found.at(-1)
    if (last && text.slice(last[1], start).trim() === '') last[1] = Math.max(last[1], end)
    else found.push([start, end])
  }
  return found
}
