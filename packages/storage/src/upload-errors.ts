/** There is no upload of this name under the key: it was never begun, or aborted, or completed. */
export class UploadMissing extends Error {
  override readonly name = 'UploadMissing'

  constructor({ key, upload_id }: { readonly key: string; readonly upload_id: string }, options?: ErrorOptions) {
    super(`There is no upload "${upload_id}" of the object "${key}" in storage.`, options)
  }
}

/** A part is missing, was sent again since, is too small or does not follow the one before. */
export class PartsInvalid extends Error {
  override readonly name = 'PartsInvalid'
}
