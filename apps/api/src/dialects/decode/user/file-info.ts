import type { File } from '@assay/schemas'

/** A file or a folder, as DECODE tells of it. */
export function toFileInfo({ path, kind, size_bytes }: Pick<File, 'path' | 'kind' | 'size_bytes'>) {
  if (kind === 'folder') return { path: `${path}/`, type: 'directory', size: '' }
  return { path, type: 'file', size: humanSize(size_bytes ?? 0) }
}

const units = ['kB', 'MB', 'GB', 'TB', 'PB'] as const

/** A number of bytes, as people read it: steps of a thousand, one decimal, halves to the even one. */
export function humanSize(size_bytes: number): string {
  if (size_bytes < 1000) return `${size_bytes} ${size_bytes === 1 ? 'Byte' : 'Bytes'}`
  const step = units.findIndex((_, at) => size_bytes < 1000 ** (at + 2))
  const at = step === -1 ? units.length - 1 : step
  const size = size_bytes / 1000 ** (at + 1)
  const rounded = size % 1 === 0.25 ? `${Math.floor(size)}.2` : size.toFixed(1)
  return `${rounded} ${units[at]}`
}
