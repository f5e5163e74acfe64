import type { Asked } from '../routes.ts'
import { baseOf, prefix } from './base.ts'

/** Below which what is signed lies. */
export const signedFolder = '/files'

const expires_seconds = 3_600

/** Addresses at which anybody may read these files, for an hour, in order. */
export async function signedUrls({ platform, request }: Asked, paths: readonly string[]): Promise<string[]> {
  const whole = paths.map((path) => `${prefix}${signedFolder}${path}`)
  const tokens = await platform.links(request, { paths: whole, expires_seconds })
  const origin = baseOf(request).slice(0, -prefix.length)
  return whole.map((path, at) => `${origin}${path}?signature=${tokens[at] ?? ''}`)
}
