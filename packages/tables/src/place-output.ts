import { randomUUID } from 'node:crypto'
import { copyFile, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { DomainError } from '@assay/schemas'

/** Moves a finished file to its place, whole or not at all, and returns its size. */
export async function placeOutput(from: string, output_path: string): Promise<number> {
  const path = resolve(output_path)
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  try {
    const size_bytes = await sync(from)
    await rename(from, path).catch((error: unknown) => {
      if (codeOf(error) !== 'EXDEV') throw error
      return copyAcross(from, path)
    })
    return size_bytes
  } catch (error) {
    throw orStorageFull(error)
  }
}

/** Any other error than that of a full disk is returned as it is. */
export function orStorageFull(error: unknown): unknown {
  const isFull = codeOf(error) === 'ENOSPC' || codeOf(error) === 'EDQUOT'
  return isFull ? new DomainError('STORAGE_FULL', {}, { cause: error }) : error
}

async function copyAcross(from: string, path: string): Promise<void> {
  const beside = `${path}.${randomUUID()}`
  try {
    await copyFile(from, beside)
    await sync(beside)
    await rename(beside, path)
  } catch (error) {
    await rm(beside, { force: true })
    throw error
  }
}

async function sync(path: string): Promise<number> {
  await using file = await open(path, 'r+')
  await file.sync()
  return (await file.stat()).size
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
