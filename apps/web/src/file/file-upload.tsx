'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { FolderPlus, Upload } from 'lucide-react'
import { useState } from 'react'
import { useApi } from '../data/api.ts'
import { fileTexts } from '../texts/file.ts'
import { Button } from '../ui/button.tsx'
import { DropZone } from '../ui/drop-zone.tsx'
import { FilePicker } from '../ui/file-picker.tsx'
import { countText } from '../ui/number.ts'
import { chosenFiles, droppedFiles, type PlacedFile } from './dropped-files.ts'
import { type FilePlace, joinPath, ownerOf } from './file-place.ts'
import { NameDialog } from './name-dialog.tsx'
import { useFileUpload } from './use-file-upload.ts'

/** Takes files and folders into the folder that is shown, and makes new folders in it. */
export function FileUpload({ place }: { readonly place: FilePlace }) {
  const { upload, sent } = useFileUpload(place)
  const [is_naming, setNaming] = useState(false)
  const send = (files: readonly PlacedFile[]) => files.length > 0 && upload.mutate(files)
  return (
    <>
      <div className="mb-4 flex flex-wrap items-center gap-3">
        <FilePicker look="main" onFiles={(files) => send(chosenFiles(files))}>
          <Upload aria-hidden="true" className="mr-2 size-4" />
          {fileTexts.upload}
        </FilePicker>
        <FilePicker is_folder onFiles={(files) => send(chosenFiles(files))}>
          {fileTexts.upload_folder}
        </FilePicker>
        <Button onClick={() => setNaming(true)}>
          <FolderPlus aria-hidden="true" className="mr-2 size-4" />
          {fileTexts.new_folder}
        </Button>
        <p role="status" className="text-quiet tabular-nums">
          {sent && `${fileTexts.uploading} ${countText(sent.done)} / ${countText(sent.all)}`}
          {!sent && upload.data && `${countText(upload.data.items.length)} ${fileTexts.uploaded}`}
        </p>
      </div>
      <Refused upload={upload} />
      <DropZone text={fileTexts.drop} onDrop={(data) => void droppedFiles(data).then(send)} />
      {is_naming && <NewFolder place={place} onClose={() => setNaming(false)} />}
    </>
  )
}

function Refused({ upload: { data, error } }: Pick<ReturnType<typeof useFileUpload>, 'upload'>) {
  const failed = data?.failed ?? []
  if (failed.length === 0 && !error) return null
  return (
    <div role="alert" className="mb-4 rounded-lg border border-bad bg-raised p-3">
      <p className="font-medium text-bad">{error?.message ?? fileTexts.refused}</p>
      <ul>
        {failed.map(({ path, message }) => (
          <li key={path}>
            <span className="font-medium">{path}</span>: {message}
          </li>
        ))}
      </ul>
    </div>
  )
}

function NewFolder({ place, onClose }: { readonly place: FilePlace; readonly onClose: () => void }) {
  const api = useApi()
  const queries = useQueryClient()
  const made = useMutation(
    api.files.create_folder.mutationOptions({
      onSuccess: async () => {
        onClose()
        await queries.invalidateQueries({ queryKey: api.files.pathKey() })
      },
    }),
  )
  return (
    <NameDialog
      title={fileTexts.new_folder}
      label={fileTexts.name}
      value=""
      action={fileTexts.make}
      error={made.error}
      is_busy={made.isPending}
      onName={(name) => made.mutate({ path: joinPath(place.path, name), ...ownerOf(place) })}
      onClose={onClose}
    />
  )
}
