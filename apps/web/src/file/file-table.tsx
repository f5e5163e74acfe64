'use client'

import type { File as FileEntry } from '@assay/schemas'
import { File as FileIcon, Folder } from 'lucide-react'
import { fileTexts } from '../texts/file.ts'
import { bytesText } from '../ui/number.ts'
import { type Column, Table } from '../ui/table.tsx'
import { Time } from '../ui/time.tsx'
import type { FilePlace, GoToPlace } from './file-place.ts'

interface FileTableProps {
  readonly items: readonly FileEntry[]
  readonly place: FilePlace
  readonly chosen: ReadonlySet<string>
  readonly onChoose: (chosen: ReadonlySet<string>) => void
  readonly onGo: GoToPlace
}

const typeColumn: Column<FileEntry> = {
  title: fileTexts.type,
  cell: ({ kind, content_type }) => (kind === 'folder' ? fileTexts.folder : content_type),
}

const changedColumn: Column<FileEntry> = {
  title: fileTexts.changed,
  cell: ({ updated_at }) => <Time at={updated_at} />,
}

/** Beside an open file there is room for less. */
export function FileTable({ items, place, chosen, onChoose, onGo }: FileTableProps) {
  const choose = (path: string, is_chosen: boolean) => {
    const others = [...chosen].filter((one) => one !== path)
    onChoose(new Set(is_chosen ? [...others, path] : others))
  }
  return (
    <Table
      label={place.path || fileTexts.top}
      rows={items}
      keyOf={({ id }) => id}
      columns={[
        {
          title: fileTexts.select,
          cell: ({ path, name }) => (
            <input
              type="checkbox"
              aria-label={`${fileTexts.select} ${name}`}
              className="size-4 accent-accent"
              checked={chosen.has(path)}
              onChange={({ target }) => choose(path, target.checked)}
            />
          ),
        },
        { title: fileTexts.name, cell: (file) => <Name file={file} onGo={onGo} /> },
        ...(place.open === null ? [typeColumn] : []),
        {
          title: fileTexts.size,
          cell: ({ size_bytes }) => (
            <span className="whitespace-nowrap">{size_bytes === null ? '–' : bytesText(size_bytes)}</span>
          ),
          is_number: true,
        },
        ...(place.open === null ? [changedColumn] : []),
      ]}
    />
  )
}

function Name({ file: { path, name, kind }, onGo }: { readonly file: FileEntry; readonly onGo: GoToPlace }) {
  const Icon = kind === 'folder' ? Folder : FileIcon
  const to = kind === 'folder' ? { path, open: null, prefix: null } : { open: path }
  return (
    <button
      type="button"
      className="flex items-start gap-2 text-left font-medium min-w-36 break-words hover:underline"
      onClick={() => void onGo(to)}
    >
      <Icon aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-quiet" />
      {name}
    </button>
  )
}
