import type { TextChange } from '@assay/schemas'
import { diffWordsWithSpace } from 'diff'

/** Longer texts, or texts with more changes, are not compared word by word. */
const mostCharacters = 40_000
const mostChanges = 1000

/** How one text becomes another, word by word; null where that would take too long and show nothing useful. */
export function textChanges(before: string, after: string): TextChange[] | null {
  if (before.length + after.length > mostCharacters) return null
  const changes = diffWordsWithSpace(before, after, { maxEditLength: mostChanges })
  if (!changes) return null
  return changes.map(({ added, removed, value }) => ({
    op: added ? 'added' : removed ? 'removed' : 'same',
    text: value,
  }))
}
