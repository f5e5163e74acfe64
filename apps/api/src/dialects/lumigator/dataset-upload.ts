import { isUtf8 } from 'node:buffer'
import { createDatasetFromFile } from '@assay/core'
import { type Dataset, datasetCreateInput } from '@assay/schemas'
import { parse, Refusal } from '../error.ts'
import { body, lax, literal, missing } from '../lax.ts'
import type { Asked } from '../routes.ts'
import { readForm, requireFitting } from './form.ts'

const input = datasetCreateInput.omit({ upload_id: true })

const file = lax<File>((given) =>
  given instanceof File
    ? { value: given }
    : {
        fault:
          given === undefined
            ? missing
            : { type: 'value_error', msg: `Value error, Expected UploadFile, received: ${typeof given}` },
      },
)

const form = body({ dataset: file, format: literal(['job'], 'enum') })

/** A dataset that was read and checked. Throws a refusal for a file that is none. */
export async function upload({ platform, request }: Asked): Promise<Dataset> {
  const { deps, actor, audited } = await platform.enter(request, 'datasets.upload')
  const { dataset } = parse(form, Object.fromEntries(await readForm(request)), 'body')
  requireFitting(dataset)
  const bytes = new Uint8Array(await dataset.arrayBuffer())
  requireExamples(headerOf(bytes))
  const reading = { format: 'csv', encoding: 'utf-8', delimiter: ',', new_version: true } as const
  const filename = fileNameOf(dataset.name)
  const call = audited(input, reading)
  const made = await createDatasetFromFile(deps, actor, { ...reading, filename, bytes, call })
  const read = await platform.call(request, 'datasets.get', { dataset_id: made.id, wait_seconds: 60 })
  if (read.state !== 'failed') return read
  await platform.call(request, 'datasets.delete', { dataset_id: made.id })
  throw new Refusal(422, `Dataset is invalid: ${read.error?.message ?? 'not a CSV file'}`)
}

/** The first row of a file, which names its columns. */
function headerOf(bytes: Uint8Array): string[] {
  if (!isUtf8(bytes)) throw new Refusal(422, 'Dataset is invalid: not a CSV file')
  const start = new TextDecoder().decode(bytes.subarray(0, 65_536))
  const [row = ''] = /^(?:"(?:[^"]|"")*"|[^"\r\n])*/.exec(start) ?? []
  const fields = row.match(/(?:^|,)(?:"(?:[^"]|"")*"|[^,]*)/g) ?? []
  return fields.map((field) =>
    field
      .replace(/^,/, '')
      .replace(/^"(.*)"$/s, '$1')
      .replaceAll('""', '"'),
  )
}

function requireExamples(columns: readonly string[]): void {
  if (!columns.includes('examples')) throw new Refusal(403, 'Dataset is missing required fields: examples')
}

/** Names of files have no folders here. */
function fileNameOf(name: string): string {
  const kept = name
    .replaceAll(/[/\\\p{Cc}\u2028-\u202e\u2066-\u2069]/gu, '-')
    .trim()
    .slice(0, 500)
  return kept === '' ? 'dataset' : kept
}
