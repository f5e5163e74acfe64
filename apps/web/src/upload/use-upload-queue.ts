'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { useUser } from '../session/user.tsx'
import { UploadQueue } from './upload-queue.ts'

/** The uploads of this page's user, which go on while the user looks at something else. */
export function useUploadQueue(): UploadQueue {
  const { id } = useUser()
  const queries = useQueryClient()
  const key = ['upload queue', id]
  const known = queries.getQueryData<UploadQueue>(key)
  if (known) return known
  queries.setQueryDefaults(key, { gcTime: Number.POSITIVE_INFINITY, structuralSharing: false })
  const made = new UploadQueue(id)
  queries.setQueryData(key, made)
  return made
}

export function useUploads(queue: UploadQueue): ReturnType<UploadQueue['items']> {
  return useSyncExternalStore(queue.subscribe, queue.items, queue.items)
}
