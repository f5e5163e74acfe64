import { type Dataset, DomainError, type ErrorCode } from '@assay/schemas'
import { locationOf } from './base.ts'
import { upload } from './dataset-upload.ts'
import { notFound, parse, type Refusal, saying } from './error.ts'
import { keptWith } from './kept.ts'
import { body, nullable, text, uuid } from './lax.ts'
import { listing, readPart } from './listing.ts'
import type { AddRoute, Asked } from './routes.ts'
import { signedUrls } from './signed-url.ts'

const ref = body({ dataset_id: uuid })
const files = ['data-00000-of-00001.arrow', 'dataset_info.json', 'state.json', 'dataset.csv']

export function addDatasetRoutes(add: AddRoute): void {
  add('POST', '/api/v1/datasets/', async (asked) => {
    const dataset = await toDataset(asked, await upload(asked))
    asked.reply.code(201).header('location', locationOf(asked.request, `datasets/${dataset.id}`))
    return dataset
  })
  add('GET', '/api/v1/datasets/', async (asked) => {
    const { platform, request } = asked
    const wanted = parse(body(listing), request.query, 'query')
    const { total, items } = await readPart(wanted, (page) =>
      platform.call(request, 'datasets.list', { scope: 'own', ...page }),
    )
    return { total, items: await Promise.all(items.map((item) => toDataset(asked, item))) }
  })
  add('GET', '/api/v1/datasets/:dataset_id', async (asked) => readDataset(asked, idOf(asked)))
  add('DELETE', '/api/v1/datasets/:dataset_id', async (asked) => {
    await removeDataset(asked, idOf(asked))
    asked.reply.code(204)
  })
  add('GET', '/api/v1/datasets/:dataset_id/download', async (asked) => {
    const { extension } = parse(body({ extension: nullable(text) }), asked.request.query, 'query')
    const wanted = idOf(asked)
    const {
      id,
      filename,
      name: family,
    } = await findDataset(asked, wanted, notFound('Dataset', wanted, ': error getting dataset download'))
    const ending = (extension ?? '').trim().toLowerCase()
    const paths = files
      .filter((name) => name.endsWith(ending))
      .map((name) => `/datasets/${id}/${encodeURIComponent(filename ?? family)}/${name}`)
    return { id, download_urls: await signedUrls(asked, paths) }
  })
}

function idOf({ request }: Asked): string {
  return parse(ref, request.params, 'path').dataset_id
}

export async function readDataset(asked: Asked, id: string, refusal?: Refusal) {
  return toDataset(asked, await findDataset(asked, id, refusal))
}

/** An own one that is not archived. Throws a refusal. */
export async function findDataset({ platform, request }: Asked, id: string, refusal?: Refusal): Promise<Dataset> {
  const absent = () => refusal ?? notFound('Dataset', id)
  const dataset = await saying(platform.call(request, 'datasets.get', { dataset_id: id }), {
    DATASET_NOT_FOUND: absent,
  })
  const { user_id } = await platform.contextOf(request).authenticate()
  if (dataset.archived_at !== null || dataset.owner_id !== user_id) throw absent()
  return dataset
}

/** What experiments use goes out of sight, and with the last of them. */
async function removeDataset(asked: Asked, id: string): Promise<void> {
  const { platform, request } = asked
  await findDataset(asked, id)
  await platform.call(request, 'datasets.delete', { dataset_id: id, when_used: 'archive' })
}

/** What a dataset that may be gone is called. */
export async function nameOfDataset({ platform, request }: Asked, dataset_id: string): Promise<string> {
  const dataset = await platform.call(request, 'datasets.get', { dataset_id }).catch(unlessGone('DATASET_NOT_FOUND'))
  return dataset ? (dataset.filename ?? dataset.name) : ''
}

function unlessGone(code: ErrorCode) {
  return (error: unknown): undefined => {
    if (!DomainError.is(error, code)) throw error
  }
}

async function toDataset(asked: Asked, { id, filename, name, size_bytes, columns, created_at, annotation }: Dataset) {
  const reference = columns?.find((column) => column.name === 'ground_truth')
  return {
    id,
    // what a model has made is read as CSV there
    filename: annotation ? (filename ?? name).replace(/\.parquet$/, '.csv') : (filename ?? name),
    format: 'job',
    size: size_bytes,
    ground_truth: reference !== undefined && (reference.empty ?? 0) === 0,
    ...(await originOf(asked, annotation)),
    created_at,
  }
}

/** The job that made it, and the model that wrote in it. */
async function originOf({ platform, request }: Asked, annotation: Dataset['annotation']) {
  if (annotation?.by !== 'model') return { run_id: null, generated: false, generated_by: null }
  const { run_id } = annotation
  const run = await platform.call(request, 'runs.get', { run_id }).catch(unlessGone('RUN_NOT_FOUND'))
  const { model } = annotation.model
  const named = run && keptWith(run).model
  return { run_id: run?.jobs[0]?.id ?? null, generated: true, generated_by: named ?? String(model ?? '') }
}
