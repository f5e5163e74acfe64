import { responseInvalid } from './error/read-error.ts'

/**
 * A file on its way from the server. Its bytes come as they are read, once.
 *
 * @example
 * const file = await assay.datasets.download(dataset.id)
 * await writeFile(file.filename, file.stream)
 */
export class Download {
  /** Name that the server suggests; without folders. */
  readonly filename: string
  /** Size in bytes; undefined: not announced. */
  readonly size_bytes: number | undefined
  /** The bytes. */
  readonly stream: ReadableStream<Uint8Array<ArrayBuffer>>
  readonly #response: Response

  /** @internal */
  constructor(response: Response) {
    const { headers, body } = response
    if (!body) throw responseInvalid('it has no body')
    const size = headers.get('content-length')
    this.filename = readFilename(headers.get('content-disposition') ?? '')
    this.size_bytes = size === null ? undefined : Number(size)
    this.stream = body
    this.#response = response
  }

  /** Reads all bytes into memory. */
  async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    return new Uint8Array(await this.#response.arrayBuffer())
  }

  /** Reads all into memory, as UTF-8. */
  text(): Promise<string> {
    return this.#response.text()
  }
}

/** The file name of a Content-Disposition (RFC 6266), never a path. */
function readFilename(disposition: string): string {
  const encoded = /filename\*\s*=\s*utf-8''([^;]+)/i.exec(disposition)?.[1]
  const plain = /filename\s*=\s*"((?:[^"\\]|\\.)*)"/i.exec(disposition)?.[1]?.replace(/\\(.)/g, '$1')
  const name = decode(encoded) ?? plain ?? ''
  return name.replace(/^.*[/\\]/, '') || 'download'
}

function decode(encoded: string | undefined): string | undefined {
  try {
    return encoded === undefined ? undefined : decodeURIComponent(encoded.trim())
  } catch {
    return undefined
  }
}
