'use client'

import { useMutation } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useApi } from '../data/api.ts'
import { fileTexts } from '../texts/file.ts'
import { Confirm } from '../ui/confirm.tsx'
import { type FilePlace, ownerOf } from './file-place.ts'

interface MakeDatasetProps {
  readonly paths: readonly string[]
  readonly place: FilePlace
  readonly onClose: () => void
}

/** A dataset over the bytes of files, which keeps them when the files change. */
export function MakeDataset({ paths, place, onClose }: MakeDatasetProps) {
  const router = useRouter()
  const made = useMutation(
    useApi().datasets.create_from_files.mutationOptions({ onSuccess: ({ id }) => router.push(`/datasets/${id}`) }),
  )
  return (
    <Confirm
      title={fileTexts.dataset}
      action={fileTexts.dataset}
      error={made.error}
      is_busy={made.isPending}
      onYes={() => made.mutate({ paths: [...paths], ...ownerOf(place) })}
      onClose={onClose}
    >
      <ul className="list-disc pl-5 break-all">
        {paths.map((path) => (
          <li key={path}>{path}</li>
        ))}
      </ul>
    </Confirm>
  )
}
