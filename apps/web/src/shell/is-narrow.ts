'use client'

import { useSyncExternalStore } from 'react'

const query = '(width < 64rem)'

/** Whether the window has no room for the navigation beside the page. */
export function useIsNarrow(): boolean {
  return useSyncExternalStore(
    (onChange) => {
      const list = matchMedia(query)
      list.addEventListener('change', onChange)
      return () => list.removeEventListener('change', onChange)
    },
    () => matchMedia(query).matches,
    () => false,
  )
}
