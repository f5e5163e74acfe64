import { faultOfName, type JobKind } from '@assay/schemas'
import type { JobKinds, KindedJob } from './job-kind.ts'

/** What the folder of a job is called in a tree and in a zip: its name, as far as a folder may have it. */
export function folderNameOf({ id, name }: { readonly id: string; readonly name: string }): string {
  const wanted = name.replaceAll(/[/\\\p{C}]/gu, '_')
  return faultOfName(wanted) === undefined ? wanted : id
}

/** Where a file of an output stands below the folder of its job. */
export function outputPathOf<Kind extends JobKind>(
  kinds: JobKinds,
  { kind, spec }: KindedJob<Kind>,
  { name, path }: { readonly name: string; readonly path: string },
): string {
  return [kinds[kind].outputPath(spec, name), path].filter((part) => part !== '').join('/')
}

/** Where in an output stands what is so below the folder of the job; undefined: it is not in that output. */
export function pathInOutput<Kind extends JobKind>(
  kinds: JobKinds,
  { kind, spec }: KindedJob<Kind>,
  { name, path }: { readonly name: string; readonly path: string },
): string | undefined {
  const top = kinds[kind].outputPath(spec, name)
  if (path === top) return ''
  if (top === '') return path
  return path.startsWith(`${top}/`) ? path.slice(top.length + 1) : undefined
}
