interface Timed {
  readonly created_at: string
  readonly finished_at: string | null
}

interface Span {
  readonly from: number
  readonly to: number
}

/** From when the first was made until the last ended, or until now; never empty. */
export function spanOf(jobs: readonly Timed[], now: number): Span {
  let from = now
  let to = 0
  for (const { created_at, finished_at } of jobs) {
    from = Math.min(from, Date.parse(created_at))
    to = Math.max(to, finished_at === null ? now : Date.parse(finished_at))
  }
  return { from, to: Math.max(to, from + 1) }
}
