import {
  annotateDataset,
  applyReviews,
  createDataset,
  createDatasetFromFiles,
  createDatasetFromUrl,
  getDataset,
  listFilesOfDataset,
  listOwnDatasets,
  profileDataset,
  readDatasetRows,
  removeDataset,
} from '@assay/core'
import {
  createdDataset,
  dataset,
  datasetAnnotateInput,
  datasetApplyInput,
  datasetCreateInput,
  datasetDeleteInput,
  datasetFileListInput,
  datasetFilePage,
  datasetFilesInput,
  datasetListInput,
  datasetPage,
  datasetProfile,
  datasetProfileInput,
  datasetRef,
  datasetRows,
  datasetRowsInput,
  datasetUrlInput,
  run,
} from '@assay/schemas'
import { change, done, quietly, read, tryChange } from '../call.ts'
import { procedure, router } from '../trpc.ts'
import { waiting } from './waiting.ts'

export const datasets = router({
  create: procedure
    .meta({
      method: 'POST',
      path: '/datasets',
      summary: 'Make a dataset of a complete upload, or find the version of the same file',
      errors: ['UPLOAD_NOT_FOUND', 'UPLOAD_INCOMPLETE', 'UPLOAD_USED', 'TABLE_INVALID'],
      creates: '/datasets',
    })
    .input(datasetCreateInput)
    .output(createdDataset)
    .mutation(change(createDataset)),
  create_from_url: procedure
    .meta({
      method: 'POST',
      path: '/datasets/from-url',
      summary: 'Make a dataset of what is at an address, which is fetched after the answer',
      errors: ['URL_REFUSED', 'QUOTA_REACHED', 'LIMIT_REACHED'],
      creates: '/datasets',
    })
    .input(datasetUrlInput)
    .output(createdDataset)
    .mutation(change(createDatasetFromUrl)),
  create_from_files: procedure
    .meta({
      method: 'POST',
      path: '/datasets/from-files',
      summary: 'Make a dataset of files in your tree, or in one that is shared with you',
      errors: ['FILE_NOT_FOUND', 'NOT_A_FILE', 'TABLE_INVALID', 'REFERENCE_AMBIGUOUS', 'QUOTA_REACHED', 'STORAGE_FULL'],
      creates: '/datasets',
    })
    .input(datasetFilesInput)
    .output(createdDataset)
    .mutation(change(createDatasetFromFiles)),
  get: procedure
    .meta({ method: 'GET', path: '/datasets/{dataset_id}', summary: 'Get a dataset' })
    .input(datasetRef.extend(waiting))
    .output(dataset)
    .query(read(getDataset)),
  list: procedure
    .meta({ method: 'GET', path: '/datasets', summary: 'List your datasets' })
    .input(datasetListInput)
    .output(datasetPage)
    .query(read(listOwnDatasets)),
  files: procedure
    .meta({
      method: 'GET',
      path: '/datasets/{dataset_id}/files',
      summary: 'List the files of a dataset',
      errors: ['CURSOR_INVALID'],
    })
    .input(datasetFileListInput)
    .output(datasetFilePage)
    .query(read(listFilesOfDataset)),
  rows: procedure
    .meta({
      method: 'POST',
      path: '/datasets/{dataset_id}/rows',
      summary: 'Read rows of a dataset',
      errors: [
        'DATASET_NOT_READY',
        'DATASET_FAILED',
        'DATASET_NOT_A_TABLE',
        'COLUMN_UNKNOWN',
        'TABLE_BUSY',
        'TABLE_TIMEOUT',
      ],
    })
    .input(datasetRowsInput)
    .output(datasetRows)
    .query(read(readDatasetRows)),
  profile: procedure
    .meta({
      method: 'POST',
      path: '/datasets/{dataset_id}/profile',
      summary: 'See what the columns of a dataset hold: how many values, which, how long, how often',
      errors: [
        'DATASET_NOT_READY',
        'DATASET_FAILED',
        'DATASET_NOT_A_TABLE',
        'COLUMN_UNKNOWN',
        'TABLE_BUSY',
        'TABLE_TIMEOUT',
      ],
    })
    .input(datasetProfileInput)
    .output(datasetProfile)
    .query(read(profileDataset)),
  annotate: procedure
    .meta({
      method: 'POST',
      path: '/datasets/{dataset_id}/annotations',
      summary: 'Have a model write the references: a run that makes a new version',
      errors: [
        'DATASET_NOT_READY',
        'DATASET_FAILED',
        'DATASET_NOT_A_TABLE',
        'LANGUAGE_UNKNOWN',
        'MODEL_UNKNOWN',
        'COLUMN_MISSING',
        'COLUMN_EMPTY',
        'COLUMN_NESTED',
        'COLUMN_UNKNOWN',
        'SECRET_NOT_FOUND',
        'QUOTA_REACHED',
      ],
      creates: '/runs',
    })
    .input(datasetAnnotateInput)
    .output(run)
    .mutation(change(annotateDataset)),
  apply_reviews: procedure
    .meta({
      method: 'POST',
      path: '/datasets/{dataset_id}/reviewed',
      summary: 'Make a new version of what was reviewed, which says who wrote each reference',
      errors: [
        'DATASET_NOT_READY',
        'DATASET_FAILED',
        'DATASET_NOT_A_TABLE',
        'COLUMN_UNKNOWN',
        'LIMIT_REACHED',
        'QUOTA_REACHED',
        'TABLE_BUSY',
      ],
      creates: '/datasets',
    })
    .input(datasetApplyInput)
    .output(dataset)
    .mutation(tryChange((deps, actor, input, { call }) => applyReviews(deps, actor, { ...input, call }))),
  delete: procedure
    .meta({
      method: 'DELETE',
      path: '/datasets/{dataset_id}',
      summary: 'Delete a dataset that no experiment uses, or archive it',
      errors: ['DATASET_IN_USE'],
    })
    .input(datasetDeleteInput)
    .output(done)
    .mutation(change(quietly(removeDataset))),
})
