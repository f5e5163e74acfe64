import { diffWordsWithSpace } from 'diff'

export interface WordChange {
  readonly op: 'same' | 'added' | 'removed'
  readonly text: string
}

/** Longer texts, or texts with more changes, are not compared: it would take long and show nothing useful. */
const mostCharacters = 40_000
const mostChanges = 1000

/** How one text becomes another, word by word; null: they are too long or have too little in common. */
export function wordChanges(before: string, after: string): WordChange[] | null {
  if (before.length + after.length > mostCharacters) return null
  const changes = diffWordsWithSpace(before, after, { maxEditLength: mostChanges })
  return (
    changes?.map(({ added, removed, value }) => ({
      op: added ? 'added' : removed ? 'removed' : 'same',
      text: value,
    })) ?? null
  )
}
