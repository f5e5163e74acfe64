'use client'

import { useQuery } from '@tanstack/react-query'
import { useApi } from '../data/api.ts'
import { fileTexts } from '../texts/file.ts'
import type { FilePlace, GoToPlace } from './file-place.ts'

interface SharedTreesProps {
  readonly place: FilePlace
  readonly onGo: GoToPlace
}

/** One's own tree, and what others share of theirs. */
export function SharedTrees({ place, onGo }: SharedTreesProps) {
  const { data } = useQuery(useApi().shares.list.queryOptions({ given: 'to_me', limit: 200 }))
  const shared = (data?.items ?? []).filter(({ file_id }) => file_id !== null)
  if (shared.length === 0 && place.owner === null) return null
  const look = 'rounded-full border border-line px-3 py-1 hover:border-quiet aria-[current]:border-accent'
  return (
    <nav aria-label={fileTexts.shared} className="mb-4 flex flex-wrap items-center gap-2">
      <button
        type="button"
        className={look}
        aria-current={place.owner === null ? 'true' : undefined}
        onClick={() => void onGo({ owner: null, path: null, open: null, prefix: null })}
      >
        {fileTexts.mine}
      </button>
      {shared.map(({ id, name, owner_email }) => (
        <button
          key={id}
          type="button"
          className={look}
          aria-current={place.owner === owner_email && place.path.startsWith(name) ? 'true' : undefined}
          onClick={() => void onGo({ owner: owner_email, path: name, open: null, prefix: null })}
        >
          {name} <span className="text-quiet">{`${fileTexts.owner} ${owner_email}`}</span>
        </button>
      ))}
    </nav>
  )
}
