import type { FileUsage } from '@assay/sdk'
import { formatBytes } from '../terminal/number-format.ts'

/** What a folder holds, in words. */
export function describeUsage({ files, folders, size_bytes }: FileUsage): string {
  return `${counted(files, 'file')}, ${counted(folders, 'folder')}, ${formatBytes(size_bytes)}`
}

/** So many of a noun. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
