'use client'

import { Pause, Play, RotateCw, X } from 'lucide-react'
import Link from 'next/link'
import { uploadTexts } from '../texts/upload.ts'
import { Button } from '../ui/button.tsx'
import { FilePicker } from '../ui/file-picker.tsx'
import { bytesText } from '../ui/number.ts'
import { Fault } from './upload-fault.tsx'
import type { QueuedUpload, UploadQueue } from './upload-queue.ts'
import { useUploads } from './use-upload-queue.ts'

/** Files that are on their way, and what became of them. */
export function UploadList({ queue }: { readonly queue: UploadQueue }) {
  const uploads = useUploads(queue)
  if (uploads.length === 0) return null
  return (
    <section aria-label={uploadTexts.list} className="mb-4 rounded-lg border border-line bg-raised">
      <ul className="divide-y divide-line">
        {uploads.map((upload) => (
          <li key={upload.key} className="grid gap-2 px-3 py-2">
            <Row upload={upload} queue={queue} />
            {upload.fault && <Fault fault={upload.fault} onReadAs={(reading) => queue.readAs(upload.key, reading)} />}
          </li>
        ))}
      </ul>
    </section>
  )
}

interface RowProps {
  readonly upload: QueuedUpload
  readonly queue: UploadQueue
}

function Row({ upload, queue }: RowProps) {
  const { key, filename, size_bytes, received_bytes, state, dataset } = upload
  const is_moving = state === 'sending' || state === 'paused' || state === 'away'
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
      <span className="max-w-full min-w-0 truncate font-medium">{filename}</span>
      <span role="status" className={toneOf(state)}>
        {uploadTexts.states[state]}
        {dataset?.is_new === false && ` (${uploadTexts.same})`}
      </span>
      <span className="ml-auto flex items-center gap-2">
        {is_moving && <Bar value={received_bytes} most={size_bytes} name={filename} />}
        <span className="text-quiet tabular-nums">
          {is_moving && `${bytesText(received_bytes)} / `}
          {bytesText(size_bytes)}
        </span>
        {dataset && (
          <Link href={`/datasets/${dataset.id}`} className="font-medium text-accent underline">
            {uploadTexts.open} {dataset.name}
          </Link>
        )}
        <Actions upload={upload} queue={queue} />
        <Button
          look="quiet"
          className="px-1.5"
          aria-label={`${uploadTexts.remove} ${filename}`}
          onClick={() => queue.remove(key)}
        >
          <X aria-hidden="true" className="size-4" />
        </Button>
      </span>
    </div>
  )
}

function Actions({ upload: { key, filename, state, fault }, queue }: RowProps) {
  if (state === 'sending') {
    return (
      <Button
        look="quiet"
        className="px-1.5"
        aria-label={`${uploadTexts.pause} ${filename}`}
        onClick={() => queue.pause(key)}
      >
        <Pause aria-hidden="true" className="size-4" />
      </Button>
    )
  }
  if (state === 'paused') {
    return (
      <Button
        look="quiet"
        className="px-1.5"
        aria-label={`${uploadTexts.resume} ${filename}`}
        onClick={() => queue.resume(key)}
      >
        <Play aria-hidden="true" className="size-4" />
      </Button>
    )
  }
  if (state === 'away') return <FilePicker onFiles={(files) => queue.add(files)}>{uploadTexts.again}</FilePicker>
  if (state !== 'failed' || fault?.hint !== undefined) return null
  return (
    <Button onClick={() => queue.resume(key)}>
      <RotateCw aria-hidden="true" className="mr-1 size-4" />
      {uploadTexts.retry}
    </Button>
  )
}

function Bar({ value, most, name }: { readonly value: number; readonly most: number; readonly name: string }) {
  return (
    <progress
      aria-label={name}
      value={value}
      max={Math.max(most, 1)}
      className="h-1.5 w-28 appearance-none overflow-hidden rounded bg-hover [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-hover [&::-webkit-progress-value]:bg-accent"
    />
  )
}

function toneOf(state: QueuedUpload['state']): string {
  if (state === 'ready') return 'text-good'
  if (state === 'failed') return 'text-bad'
  return state === 'away' || state === 'paused' ? 'text-warn' : 'text-quiet'
}
