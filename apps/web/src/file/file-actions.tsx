'use client'

import type { File as FileEntry } from '@assay/schemas'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useApi, useApiClient } from '../data/api.ts'
import { SharePanel } from '../share/share-panel.tsx'
import { fileTexts } from '../texts/file.ts'
import { Button } from '../ui/button.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { countText } from '../ui/number.ts'
import { useToast } from '../ui/toast.tsx'
import { FileLink } from './file-link.tsx'
import { type FilePlace, folderOf, joinPath, ownerOf, zipHref } from './file-place.ts'
import { MakeDataset } from './make-dataset.tsx'
import { NameDialog } from './name-dialog.tsx'

interface FileActionsProps {
  readonly place: FilePlace
  readonly selected: readonly FileEntry[]
  readonly onDone: () => void
}

type Asked = 'rename' | 'move' | 'copy' | 'delete' | 'share' | 'link' | 'dataset'

/** What can be done with what is selected. */
export function FileActions({ place, selected, onDone }: FileActionsProps) {
  const [asked, setAsked] = useState<Asked>()
  const [one] = selected
  if (!one) return null
  const is_one = selected.length === 1
  const ask = (what: Asked) => <Button onClick={() => setAsked(what)}>{fileTexts[what]}</Button>
  const close = () => setAsked(undefined)
  const done = () => {
    close()
    onDone()
  }
  const paths = selected.map(({ path }) => path)
  return (
    <div role="toolbar" aria-label={fileTexts.actions} className="mb-3 flex flex-wrap items-center gap-2">
      <span className="text-quiet tabular-nums">
        {countText(selected.length)} {fileTexts.selected}
      </span>
      <a
        href={zipHref(paths, place)}
        download
        className="rounded-md border border-line bg-raised px-3 py-1.5 font-medium hover:border-quiet"
      >
        {fileTexts.zip}
      </a>
      {is_one && ask('rename')}
      {is_one && ask('move')}
      {is_one && ask('copy')}
      {is_one && place.owner === null && ask('share')}
      {is_one && one.kind === 'file' && ask('link')}
      {ask('dataset')}
      {ask('delete')}
      {(asked === 'rename' || asked === 'move') && (
        <Move what={asked} file={one} place={place} onClose={close} onDone={done} />
      )}
      {asked === 'copy' && <Copy file={one} place={place} onClose={close} onDone={done} />}
      {asked === 'delete' && <Delete files={selected} place={place} onClose={close} onDone={done} />}
      {asked === 'link' && <FileLink file={one} place={place} onClose={close} />}
      {asked === 'dataset' && <MakeDataset paths={paths} place={place} onClose={close} />}
      {asked === 'share' && (
        <Dialog title={`${fileTexts.share} ${one.path}`} onClose={close}>
          <SharePanel thing={{ file_id: one.id }} />
        </Dialog>
      )}
    </div>
  )
}

interface ActionProps {
  readonly file: FileEntry
  readonly place: FilePlace
  readonly onClose: () => void
  readonly onDone: () => void
}

/** Another name or path, which can be taken back. */
function Move({ what, file, place, onClose, onDone }: ActionProps & { readonly what: 'rename' | 'move' }) {
  const api = useApi()
  const queries = useQueryClient()
  const say = useToast()
  const fresh = () => queries.invalidateQueries({ queryKey: api.files.pathKey() })
  const back = useMutation(api.files.move.mutationOptions({ onSuccess: fresh }))
  const moved = useMutation(
    api.files.move.mutationOptions({
      onSuccess: async ({ path }) => {
        const undo = () => back.mutate({ path, to: file.path, ...ownerOf(place) })
        say({ text: `${fileTexts.moved} ${path}`, undo })
        onDone()
        await fresh()
      },
    }),
  )
  const to = (name: string) => (what === 'rename' ? joinPath(folderOf(file.path), name) : name)
  return (
    <NameDialog
      title={`${fileTexts[what]} ${file.name}`}
      label={what === 'rename' ? fileTexts.new_name : fileTexts.path}
      value={what === 'rename' ? file.name : file.path}
      action={fileTexts[what]}
      error={moved.error}
      is_busy={moved.isPending}
      onName={(name) => moved.mutate({ path: file.path, to: to(name), ...ownerOf(place) })}
      onClose={onClose}
    />
  )
}

function Copy({ file, place, onClose, onDone }: ActionProps) {
  const api = useApi()
  const queries = useQueryClient()
  const copied = useMutation(
    api.files.copy.mutationOptions({
      onSuccess: async () => {
        onDone()
        await queries.invalidateQueries({ queryKey: api.files.pathKey() })
      },
    }),
  )
  return (
    <NameDialog
      title={`${fileTexts.copy} ${file.name}`}
      label={fileTexts.copy_to}
      value={`${file.path}-copy`}
      action={fileTexts.copy}
      error={copied.error}
      is_busy={copied.isPending}
      onName={(to) => copied.mutate({ path: file.path, to, ...ownerOf(place) })}
      onClose={onClose}
    />
  )
}

function Delete({
  files,
  place,
  onClose,
  onDone,
}: Omit<ActionProps, 'file'> & { readonly files: readonly FileEntry[] }) {
  const api = useApi()
  const client = useApiClient()
  const queries = useQueryClient()
  const say = useToast()
  const removal = useMutation({
    mutationFn: async () => {
      for (const { path } of files) await client.files.delete.mutate({ path, recursive: true, ...ownerOf(place) })
    },
    onSuccess: () => {
      say({ text: fileTexts.deleted })
      onDone()
    },
    onSettled: () => queries.invalidateQueries({ queryKey: api.files.pathKey() }),
  })
  return (
    <Confirm
      title={fileTexts.deleting}
      action={fileTexts.delete}
      error={removal.error}
      is_busy={removal.isPending}
      onYes={() => removal.mutate()}
      onClose={onClose}
    >
      <p>{fileTexts.delete_how}</p>
      <ul className="list-disc pl-5 break-all">
        {files.map(({ id, path }) => (
          <li key={id}>{path}</li>
        ))}
      </ul>
    </Confirm>
  )
}
