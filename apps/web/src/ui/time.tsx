import { relativeTime } from './relative-time.ts'

/** How long ago; the time itself on hover. */
export function Time({ at }: { readonly at: string }) {
  return (
    <time dateTime={at} title={new Date(at).toLocaleString('en')} className="whitespace-nowrap">
      {relativeTime(at, Date.now())}
    </time>
  )
}
