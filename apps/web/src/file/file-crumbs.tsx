'use client'

import { fileTexts } from '../texts/file.ts'
import type { FilePlace, GoToPlace } from './file-place.ts'

interface FileCrumbsProps {
  readonly place: FilePlace
  readonly onGo: GoToPlace
}

/** The way from the top to the folder that is shown. */
export function FileCrumbs({ place: { path }, onGo }: FileCrumbsProps) {
  const names = path === '' ? [] : path.split('/')
  const steps = names.map((name, index) => ({ name, to: names.slice(0, index + 1).join('/') }))
  return (
    <nav aria-label={fileTexts.title} className="flex min-w-0 flex-wrap items-center gap-1 pb-1.5">
      {[{ name: fileTexts.top, to: '' }, ...steps].map(({ name, to }) => (
        <span key={to} className="flex items-center gap-1">
          {to !== '' && <span className="text-quiet">/</span>}
          <button
            type="button"
            aria-current={to === path ? 'page' : undefined}
            className="rounded px-1 py-0.5 break-all hover:bg-hover aria-[current]:font-semibold"
            onClick={() => void onGo({ path: to || null, open: null, prefix: null })}
          >
            {name}
          </button>
        </span>
      ))}
    </nav>
  )
}
