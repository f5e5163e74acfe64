const longest = 100

/** A name that every file system takes: no folders, no characters that Windows refuses, nothing hidden. */
export function fileName(stem: string, extension: string): string {
  const safe = stem
    .toWellFormed()
    .replaceAll(/[\p{C}\\/:*?"<>|]+/gu, '-')
    .replaceAll(/^[.\s]+|[.\s]+$/g, '')
  const short = Array.from(safe).slice(0, longest).join('')
  return `${short || 'comparison'}.${extension}`
}
