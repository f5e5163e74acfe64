'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useApi, useApiClient } from '../data/api.ts'
import { usePages } from '../data/use-pages.ts'
import { fileTexts } from '../texts/file.ts'
import { listTexts } from '../texts/list.ts'
import { Button } from '../ui/button.tsx'
import { Empty } from '../ui/empty.tsx'
import { Field } from '../ui/field.tsx'
import { Loading } from '../ui/loading.tsx'
import { bytesText, countText } from '../ui/number.ts'
import { Problem } from '../ui/problem.tsx'
import { FileActions } from './file-actions.tsx'
import { FileCrumbs } from './file-crumbs.tsx'
import { FilePanel } from './file-panel.tsx'
import { type FilePlace, ownerOf, useFilePlace } from './file-place.ts'
import { FileTable } from './file-table.tsx'
import { FileUpload } from './file-upload.tsx'
import { SharedTrees } from './shared-trees.tsx'

/** A folder of a tree of files, and what is open in it. */
export function FileBrowser() {
  const [place, go] = useFilePlace()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const files = useFiles(place)
  const items = files.data?.pages.flatMap((page) => page.items) ?? []
  const selected = items.filter(({ path }) => chosen.has(path))
  const open = items.find(({ path }) => path === place.open)
  return (
    <>
      <SharedTrees place={place} onGo={go} />
      <FileUpload place={place} />
      <div className="mb-3 flex flex-wrap items-end gap-3">
        <FileCrumbs place={place} onGo={go} />
        <Usage place={place} />
        <div className="ml-auto w-56">
          <Field
            label={fileTexts.search}
            type="search"
            value={place.prefix}
            onChange={({ target }) => void go({ prefix: target.value || null })}
          />
        </div>
      </div>
      <FileActions place={place} selected={selected} onDone={() => setChosen(new Set())} />
      {files.error && <Problem error={files.error} onAgain={() => files.refetch()} />}
      {files.isPending && <Loading />}
      <div className="flex gap-4 max-lg:flex-col">
        <div className="min-w-0 flex-1">
          {files.data && items.length === 0 && <Nothing place={place} />}
          {items.length > 0 && <FileTable items={items} place={place} chosen={chosen} onChoose={setChosen} onGo={go} />}
          {files.hasNextPage && (
            <Button className="mt-3" disabled={files.isFetchingNextPage} onClick={() => files.fetchNextPage()}>
              {listTexts.more}
            </Button>
          )}
        </div>
        {open && <FilePanel file={open} place={place} onClose={() => void go({ open: null })} />}
      </div>
    </>
  )
}

function useFiles(place: FilePlace) {
  const [api, client] = [useApi(), useApiClient()]
  const { path, prefix } = place
  const input = { path, ...ownerOf(place), ...(prefix !== '' && { prefix }) }
  return usePages({
    key: api.files.list.infiniteQueryKey(input),
    read: (page) => client.files.list.query({ ...input, ...page }),
  })
}

function Usage({ place }: { readonly place: FilePlace }) {
  const { data } = useQuery(useApi().files.usage.queryOptions({ path: place.path, ...ownerOf(place) }))
  if (!data) return null
  return (
    <p className="pb-2 text-quiet tabular-nums">
      {countText(data.files)} {fileTexts.files}, {countText(data.folders)} {fileTexts.folders},{' '}
      {bytesText(data.size_bytes)}
    </p>
  )
}

function Nothing({ place: { path, prefix } }: { readonly place: FilePlace }) {
  if (prefix !== '') return <p className="p-4 text-quiet">{fileTexts.none_found}</p>
  const command = `assay files upload results ${path || 'data'}/ --url ${location.origin}`
  return <Empty title={fileTexts.none} how={fileTexts.how} command={command} />
}
