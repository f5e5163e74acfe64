'use client'

import type { File as FileEntry } from '@assay/schemas'
import { useQuery } from '@tanstack/react-query'
import Markdown from 'react-markdown'
import { fileTexts } from '../texts/file.ts'
import { Loading } from '../ui/loading.tsx'
import { Problem } from '../ui/problem.tsx'
import { contentHref, type FilePlace } from './file-place.ts'
import { type PreviewKind, previewKind, readFields } from './preview-kind.ts'

const mostBytes = 256 * 1024
const mostRows = 200

interface FilePreviewProps {
  readonly file: FileEntry
  readonly place: FilePlace
}

/** What is in a file, or the beginning of it. */
export function FilePreview({ file, place }: FilePreviewProps) {
  const { name, path, content_type, size_bytes, etag } = file
  const kind = previewKind(name, content_type ?? '')
  const content = useQuery({
    queryKey: ['file', file.id, etag],
    enabled: kind !== undefined && kind !== 'image' && size_bytes !== 0,
    queryFn: async () => {
      const answer = await fetch(contentHref(path, place), { headers: { range: `bytes=0-${mostBytes - 1}` } })
      if (!answer.ok) throw new Error(answer.statusText)
      return await answer.text()
    },
  })
  if (kind === undefined) return <p className="p-4 text-quiet">{fileTexts.no_preview}</p>
  if (kind === 'image') {
    return <img src={contentHref(path, place, true)} alt={name} className="mx-auto max-h-[70vh] max-w-full p-3" />
  }
  if (content.error) return <Problem error={content.error} onAgain={() => content.refetch()} />
  if (size_bytes !== 0 && content.data === undefined) return <Loading />
  return (
    <>
      <Shown kind={kind} name={name} text={content.data ?? ''} />
      {(size_bytes ?? 0) > mostBytes && <p className="border-t border-line p-3 text-quiet">{fileTexts.beginning}</p>}
    </>
  )
}

interface ShownProps {
  readonly kind: Exclude<PreviewKind, 'image'>
  readonly name: string
  readonly text: string
}

function Shown({ kind, name, text }: ShownProps) {
  if (kind === 'table') return <Fields rows={readFields(text, name.endsWith('.tsv') ? '\t' : ',')} />
  if (kind === 'markdown') {
    return (
      <div className="grid gap-3 p-4 [&_a]:text-accent [&_a]:underline [&_h1]:text-lg [&_h1]:font-semibold [&_h2]:font-semibold [&_li]:ml-5 [&_ol]:list-decimal [&_pre]:overflow-x-auto [&_ul]:list-disc">
        <Markdown disallowedElements={['img']}>{text}</Markdown>
      </div>
    )
  }
  return (
    <pre className="max-h-[70vh] overflow-auto p-4 text-xs leading-5 break-words whitespace-pre-wrap">
      {kind === 'json' ? indented(text) : text}
    </pre>
  )
}

function Fields({ rows: [head = [], ...rows] }: { readonly rows: readonly string[][] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must scroll by keyboard
    <section aria-label={fileTexts.preview} tabIndex={0} className="max-h-[70vh] overflow-auto">
      <table className="w-max min-w-full border-collapse">
        <thead className="sticky top-0 bg-raised">
          <tr>
            {head.map((name, index) => (
              <th
                key={`${index} ${name}`}
                scope="col"
                className="border-b border-line px-3 py-1.5 text-left font-medium"
              >
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, mostRows).map((row, number) => (
            <tr key={`${number} ${row[0]}`} className="border-b border-line">
              {row.map((value, index) => (
                <td key={`${index} ${value}`} className="max-w-80 truncate px-3 py-1.5">
                  {value}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** A file that is cut, or is no JSON, stays as it is. */
function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
