'use client'

import type { File as FileEntry } from '@assay/schemas'
import { X } from 'lucide-react'
import Link from 'next/link'
import { fileTexts } from '../texts/file.ts'
import { listTexts } from '../texts/list.ts'
import { Button } from '../ui/button.tsx'
import { bytesText } from '../ui/number.ts'
import { Time } from '../ui/time.tsx'
import { contentHref, type FilePlace } from './file-place.ts'
import { FilePreview } from './file-preview.tsx'

interface FilePanelProps {
  readonly file: FileEntry
  readonly place: FilePlace
  readonly onClose: () => void
}

/** A file that is open: what it is, and what is in it. */
export function FilePanel({ file, place, onClose }: FilePanelProps) {
  const { name, path, size_bytes, updated_at, run_id, dataset_id, sha256 } = file
  return (
    <aside aria-label={fileTexts.preview} className="min-w-0 rounded-lg border border-line bg-raised lg:w-1/2">
      <header className="flex items-start gap-2 border-b border-line px-3 py-2">
        <div className="min-w-0 flex-1">
          <h2 className="font-semibold break-all">{name}</h2>
          <p className="flex flex-wrap gap-x-3 text-quiet">
            {size_bytes !== null && <span>{bytesText(size_bytes)}</span>}
            <Time at={updated_at} />
            {run_id !== null && (
              <Link href={`/runs/${run_id}`} className="underline">
                {fileTexts.by_run}
              </Link>
            )}
            {dataset_id !== null && (
              <Link href={`/datasets/${dataset_id}`} className="underline">
                dataset
              </Link>
            )}
            {sha256 !== null && <code title={sha256}>{sha256.slice(0, 12)}</code>}
          </p>
        </div>
        <a
          href={contentHref(path, place)}
          download
          className="rounded-md border border-line px-3 py-1.5 font-medium hover:border-quiet"
        >
          {fileTexts.download}
        </a>
        <Button look="quiet" className="px-1.5" aria-label={listTexts.close} onClick={onClose}>
          <X aria-hidden="true" className="size-4" />
        </Button>
      </header>
      <FilePreview key={path} file={file} place={place} />
    </aside>
  )
}
