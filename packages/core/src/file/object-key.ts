import { newId } from '@assay/db'

export const objectPrefix = 'objects/'

/** A key for a new object; no two uploads or outputs ever share one, however alike their bytes. */
export function newObjectKey(): string {
  return objectPrefix + newId()
}
