'use client'

import type { DatasetReadingOptions } from '@assay/sdk'
import { useState } from 'react'
import { uploadTexts } from '../texts/upload.ts'
import { Button } from '../ui/button.tsx'
import { Select } from '../ui/select.tsx'
import type { ExcerptLine } from './fault-excerpt.ts'
import type { UploadFault } from './upload-queue.ts'

interface FaultProps {
  readonly fault: UploadFault
  readonly onReadAs?: (reading: DatasetReadingOptions) => void
}

/** Why a file was refused: the line with its bytes, what to do, and how else it could be read. */
export function Fault({ fault, onReadAs }: FaultProps) {
  const { message, hint, line, column, excerpt } = fault
  return (
    <div role="alert" className="grid gap-2">
      <p>
        <span className="text-bad">{message}</span>
        {line !== undefined && (
          <span className="ml-2 text-quiet">
            {uploadTexts.line} {line}
            {column !== undefined && `, ${uploadTexts.column} ${column}`}
          </span>
        )}
      </p>
      {excerpt.length > 0 && <Excerpt lines={excerpt} />}
      {hint !== undefined && <p>{hint}</p>}
      {onReadAs && hint !== undefined && <ReadAs onReadAs={onReadAs} />}
    </div>
  )
}

function Excerpt({ lines }: { readonly lines: readonly ExcerptLine[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must scroll by keyboard
    <pre tabIndex={0} className="overflow-x-auto rounded-md border border-line bg-page py-2 text-xs leading-5">
      {lines.map(({ number, pieces, is_at_fault }) => (
        <div key={number} className={is_at_fault ? 'border-l-2 border-bad bg-hover' : 'border-l-2 border-transparent'}>
          <span className="inline-block w-14 pr-3 text-right text-quiet select-none">{number}</span>
          {pieces.map(({ text, is_bad }, index) =>
            is_bad ? (
              <mark key={index} className="rounded bg-bad px-0.5 text-page">
                {text}
              </mark>
            ) : (
              <span key={index}>{text}</span>
            ),
          )}
        </div>
      ))}
    </pre>
  )
}

const encodings = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const
const delimiters = [
  { value: ',', text: uploadTexts.comma },
  { value: ';', text: uploadTexts.semicolon },
  { value: '\t', text: uploadTexts.tab },
  { value: '|', text: uploadTexts.bar },
] as const

function ReadAs({ onReadAs }: Required<Pick<FaultProps, 'onReadAs'>>) {
  const [encoding, setEncoding] = useState<DatasetReadingOptions['encoding']>()
  const [delimiter, setDelimiter] = useState<DatasetReadingOptions['delimiter']>()
  return (
    <div className="flex flex-wrap items-end gap-3">
      <Select
        label={uploadTexts.encoding}
        value={encoding ?? ''}
        onChange={({ target }) => setEncoding(encodings.find((one) => one === target.value))}
      >
        <option value="">{uploadTexts.recognised}</option>
        {encodings.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </Select>
      <Select
        label={uploadTexts.delimiter}
        value={delimiter ?? ''}
        onChange={({ target }) => setDelimiter(delimiters.find(({ value }) => value === target.value)?.value)}
      >
        <option value="">{uploadTexts.recognised}</option>
        {delimiters.map(({ value, text }) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </Select>
      <Button
        disabled={encoding === undefined && delimiter === undefined}
        onClick={() => onReadAs({ encoding, delimiter })}
      >
        {uploadTexts.read_as}
      </Button>
    </div>
  )
}
