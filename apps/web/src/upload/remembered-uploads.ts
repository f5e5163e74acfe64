/** An upload that was not finished: its file has to be chosen again. */
export interface RememberedUpload {
  readonly fingerprint: string
  readonly filename: string
  readonly size_bytes: number
  readonly received_bytes: number
  readonly upload_id: string
}

/** Tells a file from any other, without reading it. */
export function fingerprintOf({ name, size, lastModified }: File): string {
  return `${name}\n${size}\n${lastModified}`
}

/** What this browser remembers of unfinished uploads of one user. */
export class RememberedUploads {
  readonly #key: string

  constructor(user_id: string) {
    this.#key = `assay.uploads.${user_id}`
  }

  list(): readonly RememberedUpload[] {
    try {
      const kept: unknown = JSON.parse(localStorage.getItem(this.#key) ?? '[]')
      return Array.isArray(kept) ? kept.filter(isRemembered) : []
    } catch {
      return []
    }
  }

  keep(upload: RememberedUpload): void {
    this.#write([...this.list().filter(({ fingerprint }) => fingerprint !== upload.fingerprint), upload])
  }

  forget(fingerprint: string): void {
    this.#write(this.list().filter((upload) => upload.fingerprint !== fingerprint))
  }

  #write(uploads: readonly RememberedUpload[]): void {
    localStorage.setItem(this.#key, JSON.stringify(uploads))
  }
}

function isRemembered(value: unknown): value is RememberedUpload {
  return value instanceof Object && 'fingerprint' in value && 'upload_id' in value && 'size_bytes' in value
}
