import { z } from 'zod'
import { datasetAnnotation } from './annotation.ts'
import { columnName, datasetReference, givenName, id, isWebAddress, type json, name, shortId, time } from './field.ts'
import { fileRef } from './file.ts'
import { jobError } from './job.ts'
import { archivedFilter, pageInput, pageOf, sharedPageInput } from './page.ts'
import { sensitive } from './sensitive.ts'
import { column, decimal, delimiter, encoding, quote, reading, tableFormat } from './table-reading.ts'

/** Where a dataset was fetched from. */
export const datasetSource = z
  .object({
    url: z.string().describe('the address that was named; what may be a key in its query is hidden'),
    final_url: z.string().nullable().describe('where it led to; null: not known yet'),
    etag: z.string().nullable().describe('what the server there called these bytes; null: nothing'),
    last_modified: z
      .string()
      .nullable()
      .describe('when they changed last, as the server there says; null: it does not'),
    received_bytes: z.number().int().describe('how much has arrived'),
    size_bytes: z.number().int().nullable().describe('how much there is; null: the server there does not say'),
    fetched_at: time.nullable().describe('when all of it had arrived; null: not yet'),
  })
  .describe('Where a dataset was fetched from.')

/** Where a dataset was fetched from. */
export type DatasetSource = z.infer<typeof datasetSource>

/** An immutable, versioned table of examples, or set of files. */
export const dataset = z
  .object({
    id,
    owner_id: id,
    name: givenName.describe('names the family; a new upload under it is a new version'),
    version: z.number().int().min(1).describe('number in the family, from 1'),
    state: z
      .enum(['ingesting', 'ready', 'failed'])
      .describe('ingesting: being fetched, or read and checked; failed: refused, see error'),
    kind: z
      .enum(['table', 'files'])
      .describe('table: examples, which can be evaluated; files: any files, as they were when it was made'),
    filename: z.string().nullable().describe('name of the file that it was made of; null: it is a set of files'),
    format: tableFormat.nullable().describe('file format; null: not known before it is fetched, or a set of files'),
    size_bytes: z.number().int().describe('size of the file as it came, or of all files; 0 before it is fetched'),
    examples: z
      .number()
      .int()
      .nullable()
      .describe(
        'how many rows; null until ready; of a set of files, once an experiment was made on it, how many files',
      ),
    columns: z
      .array(column)
      .nullable()
      .describe('in file order; null until ready; of a set of files, what tells its files apart, as "examples"'),
    reading: reading.nullable().describe('how the file was read; null until ready, and for a set of files'),
    source: datasetSource.nullable().describe('where it was fetched from; null: it was not'),
    annotation: datasetAnnotation
      .nullable()
      .describe('who wrote the references of this version, and of which version it was made; null: it came with them'),
    error: jobError.nullable().describe('why the file was refused'),
    waiting: jobError.nullable().describe('why it could not be read yet, such as a full disk; it is tried again'),
    is_sample: z.boolean().describe('whether it is the bundled sample, readable by everyone'),
    archived_at: time.nullable().describe('since when it is listed only where that is asked for; null: it is not'),
    created_at: time,
  })
  .describe('A dataset: one immutable version.')

/** An immutable, versioned table of examples, or set of files. */
export type Dataset = z.infer<typeof dataset>

/**
 * Makes a dataset of a complete upload. The same file, to be read alike and under the same name, is the same version:
 * then nothing is made, the version that is here is answered with, and the upload is removed.
 */
export const datasetCreateInput = z.object({
  upload_id: id.describe('a complete upload; it is used up'),
  name: name.optional().describe('absent: the file name without its extension'),
  format: tableFormat.optional().describe('absent: from the extension of the file name'),
  delimiter: delimiter.optional().describe('what stands between fields of CSV and TSV; absent: recognised'),
  encoding: encoding.optional().describe('character encoding of a text file; absent: recognised'),
  quote: quote.optional().describe('whether double quotes enclose fields of CSV and TSV; absent: recognised'),
  decimal: decimal.optional().describe('what stands before decimals in CSV and TSV; absent: recognised'),
  new_version: z
    .boolean()
    .optional()
    .describe('true: it is a version of its own, also of a file that is here already; absent: no'),
})

/**
 * Makes a dataset of what is at an address. It is fetched after the answer, which is a dataset that is `ingesting`. The
 * same bytes, to be read alike and under the same name, are the same version: the id of the answer then leads to it.
 */
export const datasetUrlInput = datasetCreateInput.omit({ upload_id: true }).extend({
  url: sensitive(
    z
      .string()
      .trim()
      .max(4096)
      .refine(isWebAddress, 'must be a whole address that begins with http:// or https://, without a password')
      .describe('http or https; it must lead to the file itself'),
  ),
  name: name.optional().describe('absent: the name of the file without its extension'),
  format: tableFormat.optional().describe('absent: from the name of the file, or as the server there says'),
})

/**
 * Makes a dataset of files of a tree, whose bytes it shares: it keeps them when the files change or go. The same files,
 * under the same name, are the same version.
 */
export const datasetFilesInput = datasetCreateInput.omit({ upload_id: true }).extend({
  paths: z.array(fileRef.shape.path).min(1).max(1000).describe('files, and folders with all that is in them'),
  owner: fileRef.shape.owner,
  kind: dataset.shape.kind
    .optional()
    .describe('absent: table, where it is one file whose name tells a format of tables, else files'),
  name: name.optional().describe('absent: that of the file without its extension, or of the folder'),
})

/** A file of a dataset that is a set of files. */
export const datasetFile = z
  .object({
    path: z.string().describe('names between slashes, unique in the dataset'),
    size_bytes: z.number().int().describe('size'),
    sha256: z.string().nullable().describe('SHA-256 of the bytes, hexadecimal; null: not computed yet'),
    etag: z.string().describe('tells the bytes from any others, as in the header ETag'),
    content_type: z.string().describe('media type'),
  })
  .describe('A file of a dataset.')

/** A file of a dataset that is a set of files. */
export type DatasetFile = z.infer<typeof datasetFile>

/** Lists the files of a dataset. */
export const datasetFileListInput = pageInput.omit({ include_total: true }).extend({
  dataset_id: datasetReference,
  limit: z.number().int().min(1).max(1000).default(200).describe('items on a page, 1 to 1000'),
})

/** A page of files of a dataset. */
export const datasetFilePage = pageOf(datasetFile, 'in order of the paths, by code points')

/** Names a file of a dataset. */
export const datasetFileRef = z.object({
  dataset_id: datasetReference,
  path: z.string().min(1).max(1024).describe('names between slashes, as datasets.files lists it'),
})

/** What a user may say about how a file is to be read. */
export type ReadingOptions = Pick<z.infer<typeof datasetCreateInput>, 'delimiter' | 'encoding' | 'quote' | 'decimal'>

/** A dataset that was asked for. */
export const createdDataset = dataset.extend({
  is_new: z.boolean().describe('false: the same file, to be read alike, was here already: this is that version'),
})

/** A dataset that was asked for. */
export type CreatedDataset = z.infer<typeof createdDataset>

/** Names a dataset version. */
export const datasetRef = z.object({ dataset_id: datasetReference })

/** Deletes a dataset. */
export const datasetDeleteInput = datasetRef.extend({
  when_used: z
    .enum(['refuse', 'archive'])
    .optional()
    .describe('of a dataset that experiments use; archive: they keep it, and it is no longer listed; absent: refuse'),
})

/** Lists datasets. */
export const datasetListInput = sharedPageInput.extend({
  name: name.optional().describe('only versions of this family'),
  archived: archivedFilter,
  run_id: shortId.optional().describe('only the version whose references this run has written'),
  sample: z.boolean().default(false).describe('list the bundled sample instead of your own'),
})

/** A page of datasets. */
export const datasetPage = pageOf(dataset)

/** A condition on a column. */
export const filter = z
  .object({
    column: columnName,
    op: z.enum(['eq', 'ne', 'lt', 'lte', 'gt', 'gte', 'contains', 'in', 'is_null']).describe('how to compare'),
    value: z
      .union([z.string(), z.number(), z.boolean(), z.array(z.union([z.string(), z.number(), z.boolean()])).max(1000)])
      .optional()
      .describe('what to compare with; a list for "in"; for "is_null", true (default) or false'),
  })
  .describe('a condition on a column')

/** A condition on a column. */
export type Filter = z.infer<typeof filter>

/** Reads rows of a dataset. */
export const datasetRowsInput = z.object({
  dataset_id: datasetReference,
  columns: z.array(columnName).max(1000).optional().describe('absent: all'),
  filters: z.array(filter).max(20).default([]).describe('all must hold'),
  after: z.number().int().min(-1).default(-1).describe('example number after which to begin'),
  limit: z.number().int().min(1).max(1000).default(50).describe('rows on a page, 1 to 1000'),
})

type Json = z.infer<typeof json>

/** A record of zod would drop a column that is called `__proto__`. */
const row = z
  .custom<Record<string, Json>>((value) => typeof value === 'object' && value !== null && !Array.isArray(value))
  .meta({ type: 'object', additionalProperties: true })

/** Rows of a dataset. */
export const datasetRows = z.object({
  items: z.array(row).describe('one object a row, with its 0-based `example` number'),
  next_after: z.number().int().nullable().describe('`after` of the next page; null on the last'),
})

/** Rows of a dataset. */
export type DatasetRows = z.infer<typeof datasetRows>
