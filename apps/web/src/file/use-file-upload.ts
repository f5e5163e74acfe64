'use client'

import { Assay } from '@assay/sdk'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useApi } from '../data/api.ts'
import type { PlacedFile } from './dropped-files.ts'
import { type FilePlace, ownerOf } from './file-place.ts'

interface Sent {
  readonly done: number
  readonly all: number
}

/** Sends files into the folder that is shown. */
export function useFileUpload(place: FilePlace) {
  const api = useApi()
  const queries = useQueryClient()
  const [sent, setSent] = useState<Sent>()
  const upload = useMutation({
    mutationFn: async (files: readonly PlacedFile[]) => {
      setSent({ done: 0, all: files.length })
      return await new Assay().files.uploadMany(files, place.path, {
        ...ownerOf(place),
        onProgress: ({ items, failed }) =>
          setSent((now) => now && { ...now, done: now.done + items.length + failed.length }),
      })
    },
    onSettled: () => {
      setSent(undefined)
      return queries.invalidateQueries({ queryKey: api.files.pathKey() })
    },
  })
  return { upload, sent }
}
