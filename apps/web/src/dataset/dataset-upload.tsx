'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Upload } from 'lucide-react'
import { useEffect, useEffectEvent, useState } from 'react'
import { useApi } from '../data/api.ts'
import { datasetTexts } from '../texts/dataset.ts'
import { uploadTexts } from '../texts/upload.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { DropZone } from '../ui/drop-zone.tsx'
import { Field } from '../ui/field.tsx'
import { FilePicker } from '../ui/file-picker.tsx'
import { Problem } from '../ui/problem.tsx'
import { pastedFiles } from '../upload/pasted-file.ts'
import { UploadList } from '../upload/upload-list.tsx'
import { useUploadQueue, useUploads } from '../upload/use-upload-queue.ts'

const accept = '.csv,.tsv,.json,.jsonl,.parquet,.txt'

/** Takes files by drop, paste or choice, or an address, and shows how far they are. */
export function DatasetUpload() {
  const queue = useUploadQueue()
  const uploads = useUploads(queue)
  const [is_asking, setAsking] = useState(false)
  useFreshList(uploads.filter(({ state }) => state === 'reading' || state === 'ready').length)
  usePaste((data) => queue.add(pastedFiles(data, new Date())))
  useWarning(uploads.some(({ state }) => state === 'sending' || state === 'waiting'))
  return (
    <>
      <div className="mb-4 flex flex-wrap items-center gap-3">
        <FilePicker look="main" accept={accept} onFiles={(files) => queue.add(files)}>
          <Upload aria-hidden="true" className="mr-2 size-4" />
          {uploadTexts.choose}
        </FilePicker>
        <Button onClick={() => setAsking(true)}>{datasetTexts.from_url}</Button>
        <p className="text-quiet">{uploadTexts.how}</p>
      </div>
      <UploadList queue={queue} />
      <DropZone text={uploadTexts.drop} onDrop={({ files }) => queue.add(files)} />
      {is_asking && <FromUrl onClose={() => setAsking(false)} />}
    </>
  )
}

function FromUrl({ onClose }: { readonly onClose: () => void }) {
  const api = useApi()
  const queries = useQueryClient()
  const made = useMutation(
    api.datasets.create_from_url.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries({ queryKey: api.datasets.list.pathKey() })
        onClose()
      },
    }),
  )
  return (
    <Dialog title={datasetTexts.from_url} onClose={onClose}>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          made.mutate({ url: String(new FormData(event.currentTarget).get('url')) })
        }}
      >
        <Field label={datasetTexts.url} name="url" type="url" required placeholder="https://example.org/articles.csv" />
        {made.error && <Problem error={made.error} />}
        <Button look="main" type="submit" disabled={made.isPending}>
          {datasetTexts.fetch}
        </Button>
      </form>
    </Dialog>
  )
}

/** The list is asked for again whenever another upload has become a dataset. */
function useFreshList(made: number): void {
  const api = useApi()
  const queries = useQueryClient()
  useEffect(() => {
    void queries.invalidateQueries({ queryKey: api.datasets.list.pathKey() })
  }, [made])
}

function usePaste(onPaste: (data: DataTransfer) => void): void {
  const take = useEffectEvent(onPaste)
  useEffect(() => {
    const paste = ({ target, clipboardData }: ClipboardEvent) => {
      const is_field = target instanceof HTMLElement && target.closest('input, textarea') !== null
      if (!is_field && clipboardData) take(clipboardData)
    }
    addEventListener('paste', paste)
    return () => removeEventListener('paste', paste)
  }, [])
}

/** Whoever leaves the page while files are being sent is asked whether they mean it. */
function useWarning(is_busy: boolean): void {
  useEffect(() => {
    if (!is_busy) return
    const warn = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', warn)
    return () => removeEventListener('beforeunload', warn)
  }, [is_busy])
}
