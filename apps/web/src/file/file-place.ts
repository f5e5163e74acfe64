import { parseAsString, useQueryStates } from 'nuqs'

/** Which folder of whose tree is shown, what is open in it, and what names begin with: all of it in the address. */
export function useFilePlace() {
  return useQueryStates({
    path: parseAsString.withDefault(''),
    owner: parseAsString,
    open: parseAsString,
    prefix: parseAsString.withDefault(''),
  })
}

export type FilePlace = ReturnType<typeof useFilePlace>[0]
export type GoToPlace = ReturnType<typeof useFilePlace>[1]

/** Whose tree it is, as the API is told: nothing of one's own. */
export function ownerOf({ owner }: Pick<FilePlace, 'owner'>): { owner?: string } {
  return owner === null ? {} : { owner }
}

export function joinPath(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`
}

export function folderOf(path: string): string {
  return path.split('/').slice(0, -1).join('/')
}

export function contentHref(path: string, { owner }: Pick<FilePlace, 'owner'>, is_inline = false): string {
  const query = new URLSearchParams({ path, ...(owner !== null && { owner }), ...(is_inline && { inline: 'true' }) })
  return `/api/v1/files/content?${query}`
}

export function zipHref(paths: readonly string[], { owner }: Pick<FilePlace, 'owner'>): string {
  const query = new URLSearchParams(owner === null ? {} : { owner })
  for (const path of paths) query.append('path', path)
  return `/api/v1/files/zip?${query}`
}
