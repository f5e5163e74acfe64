import { stat } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import { AssayError, type CreatedDataset } from '@assay/sdk'
import { CommandError } from '../command-error.ts'
import type { Session } from '../session/session.ts'
import { isWebAddress, requireFormat, type UploadOptions, uploadDataset } from './upload.ts'

/** A dataset, by name or id, or of a file; and whether it is one that the upload has made. */
export async function findDataset(session: Session, source: string, options: UploadOptions): Promise<CreatedDataset> {
  if (await isUpload(source)) return upload(session, source, options)
  try {
    return { ...(await session.assay.datasets.get(source)), is_new: false }
  } catch (error) {
    if (!AssayError.is(error, 'DATASET_NOT_FOUND')) throw error
    throw new CommandError(`There is no file and no dataset ${source}.`)
  }
}

/** Throws, before anybody is asked anything, where there is no such file, or none of a format that is known. */
export async function requireSource(source: string, options: UploadOptions): Promise<void> {
  if (await isUpload(source)) requireFormat(source, options)
  else if (/[/\\]/.test(source) || extname(source) !== '') throw new CommandError(`There is no file ${source}.`)
}

/** Whether it is a file, an address, or stdin, rather than a dataset. */
async function isUpload(source: string): Promise<boolean> {
  return source === '-' || isWebAddress(source) || (await isFile(source))
}

async function upload(session: Session, source: string, options: UploadOptions): Promise<CreatedDataset> {
  const isPath = source !== '-' && !isWebAddress(source)
  const name = options.name ?? (isPath ? basename(source, extname(source)) : undefined)
  return uploadDataset(session, source, { ...options, name })
}

async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined)
  return found !== undefined && !found.isDirectory()
}
