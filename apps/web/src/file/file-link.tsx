'use client'

import type { File as FileEntry } from '@assay/schemas'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useApi } from '../data/api.ts'
import { fileTexts } from '../texts/file.ts'
import { Button } from '../ui/button.tsx'
import { CopyText } from '../ui/copy-text.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Problem } from '../ui/problem.tsx'
import { Select } from '../ui/select.tsx'
import { type FilePlace, ownerOf } from './file-place.ts'

const spans = [
  { seconds: 3_600, text: fileTexts.hour },
  { seconds: 86_400, text: fileTexts.day },
  { seconds: 604_800, text: fileTexts.week },
] as const

interface FileLinkProps {
  readonly file: FileEntry
  readonly place: FilePlace
  readonly onClose: () => void
}

/** An address at which anybody can download a file for a while. */
export function FileLink({ file, place, onClose }: FileLinkProps) {
  const [seconds, setSeconds] = useState<number>(spans[0].seconds)
  const link = useMutation(useApi().files.create_url.mutationOptions())
  return (
    <Dialog title={`${fileTexts.link}: ${file.name}`} onClose={onClose}>
      <p>{fileTexts.link_how}</p>
      <Select label={fileTexts.expires} value={seconds} onChange={({ target }) => setSeconds(Number(target.value))}>
        {spans.map((span) => (
          <option key={span.seconds} value={span.seconds}>
            {span.text}
          </option>
        ))}
      </Select>
      {link.error && <Problem error={link.error} />}
      {link.data && <CopyText text={link.data.url} />}
      <Button
        look="main"
        disabled={link.isPending}
        onClick={() => link.mutate({ path: file.path, expires_seconds: seconds, ...ownerOf(place) })}
      >
        {fileTexts.make_link}
      </Button>
    </Dialog>
  )
}
