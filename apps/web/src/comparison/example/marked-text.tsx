import { markSpans } from './marked-spans.ts'
import { wordChanges } from './word-changes.ts'

interface MarkedTextProps {
  readonly text: string
  /** What differs from this is marked; null: nothing is. */
  readonly before?: string | null
  /** What a score counts; it is marked instead. */
  readonly spans?: readonly (readonly [number, number])[] | undefined
}

const looks = {
  same: '',
  added: 'rounded-xs bg-good/15 text-good no-underline',
  removed: 'rounded-xs bg-bad/10 text-bad',
} as const

/** A text of a model, with what differs from another, or what a score counts. */
export function MarkedText({ text, before = null, spans }: MarkedTextProps) {
  if (spans) {
    return markSpans(text, spans).map(({ text: part, start, is_marked }) =>
      is_marked ? (
        <mark key={start} className="rounded-xs bg-accent/20 text-ink underline decoration-accent decoration-2">
          {part}
        </mark>
      ) : (
        <span key={start}>{part}</span>
      ),
    )
  }
  const changes = before === null ? null : wordChanges(before, text)
  if (!changes) return text
  return changes.map(({ op, text: part }, at) => {
    const Part = op === 'added' ? 'ins' : op === 'removed' ? 'del' : 'span'
    return (
      <Part key={`${at} ${op}`} className={looks[op]}>
        {part}
      </Part>
    )
  })
}
