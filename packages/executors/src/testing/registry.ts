import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { digestOf, type TestImage } from './image.ts'

export interface RegistryOptions {
  /** Who may read; absent: everybody. */
  readonly account?: { readonly username: string; readonly password: string }
  /** Called before a blob is sent on, with how much of it went out. */
  readonly onBlob?: (sent: number) => Promise<void>
}

/** A registry of images on loopback, from which daemons pull without TLS. */
export interface Registry extends AsyncDisposable {
  readonly address: string
  /** Of requests that came with an account or needed none. */
  readonly requests: readonly string[]
  /** Keeps an image, and tells its reference. */
  readonly add: (name: string, image: TestImage) => string
}

export async function startRegistry(options: RegistryOptions = {}): Promise<Registry> {
  const images = new Map<string, TestImage>()
  const requests: string[] = []
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy())
  })
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!isAllowed(request, options)) {
      response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="registry"' })
      response.end(JSON.stringify({ errors: [{ code: 'UNAUTHORIZED', message: 'authentication required' }] }))
      return
    }
    const path = request.url ?? ''
    requests.push(path)
    const [, name, kind, reference] = /^\/v2\/(.+)\/(manifests|blobs)\/(.+)$/.exec(path) ?? []
    if (kind === undefined) {
      response.end('{}')
      return
    }
    const found = kind === 'manifests' ? manifest(images, name, reference) : blob(images, reference)
    if (!found) {
      response.writeHead(404)
      response.end(JSON.stringify({ errors: [{ code: 'MANIFEST_UNKNOWN', message: 'manifest unknown' }] }))
      return
    }
    const type = kind === 'manifests' ? manifestType : 'application/octet-stream'
    response.writeHead(200, {
      'Content-Type': type,
      'Content-Length': found.length,
      'Docker-Content-Digest': digestOf(found),
    })
    if (request.method === 'HEAD') response.end()
    else await send(found, response, kind === 'blobs' ? options.onBlob : undefined)
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const host = `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  return {
    address: host,
    requests,
    add: (name, image) => {
      images.set(name, image)
      return `${host}/${name}`
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

const manifestType = 'application/vnd.docker.distribution.manifest.v2+json'

function isAllowed(request: IncomingMessage, { account }: RegistryOptions): boolean {
  if (!account) return true
  const expected = Buffer.from(`${account.username}:${account.password}`).toString('base64')
  return request.headers.authorization === `Basic ${expected}`
}

function manifest(
  images: ReadonlyMap<string, TestImage>,
  name: string | undefined,
  reference: string | undefined,
): Buffer | undefined {
  const isIt = ([key, image]: [string, TestImage]) =>
    key === `${name}:${reference}` || (key.startsWith(`${name}:`) && image.digest === reference)
  return [...images].find(isIt)?.[1].manifest
}

function blob(images: ReadonlyMap<string, TestImage>, digest: string | undefined): Buffer | undefined {
  return [...images.values()].map(({ blobs }) => blobs.get(digest ?? '')).find((bytes) => bytes !== undefined)
}

const pieceBytes = 1 << 18

async function send(bytes: Buffer, response: ServerResponse, onBlob: RegistryOptions['onBlob']): Promise<void> {
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    await onBlob?.(at)
    response.write(bytes.subarray(at, at + pieceBytes))
  }
  response.end()
}
