import { listTexts } from '../texts/list.ts'

/** Holds the place of a list that is on its way. */
export function Loading() {
  return (
    <div role="status" className="grid gap-2">
      <span className="sr-only">{listTexts.loading}</span>
      {['a', 'b', 'c', 'd'].map((key) => (
        <div key={key} className="h-9 animate-pulse rounded-md border border-line bg-raised" />
      ))}
    </div>
  )
}
