import { stat } from 'node:fs/promises'

/** Whatever changes when one of these files does. */
export async function stateOf(paths: readonly string[]): Promise<string> {
  return (await Promise.all(paths.map(stateOfOne))).join('\n')
}

async function stateOfOne(path: string): Promise<string> {
  try {
    const { mtimeMs, ctimeMs, size, ino } = await stat(path)
    return `${mtimeMs} ${ctimeMs} ${size} ${ino}`
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
  }
}
