import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { buffer } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { pack } from 'tar-stream'
import { dockerPrograms } from './env.ts'

/** An image as a registry has it. */
export interface TestImage {
  readonly manifest: Buffer
  readonly digest: string
  readonly blobs: ReadonlyMap<string, Buffer>
}

export interface ImageConfig {
  readonly Env?: readonly string[]
  readonly Cmd?: readonly string[]
  readonly Entrypoint?: readonly string[]
  readonly User?: string
  readonly Volumes?: Readonly<Record<string, object>>
}

const docker = 'application/vnd.docker'

export function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`
}

/** An image of busybox and of files. */
export async function makeImage(
  config: ImageConfig = {},
  files: Readonly<Record<string, string>> = {},
): Promise<TestImage> {
  const layer = await busyboxLayer(files)
  const zipped = gzipSync(layer, { level: 1 })
  const about = {
    architecture: process.arch === 'arm64' ? 'arm64' : 'amd64',
    os: 'linux',
    config: { Env: ['PATH=/usr/bin:/bin'], Cmd: ['sh'], ...config },
    rootfs: { type: 'layers', diff_ids: [digestOf(layer)] },
  }
  const text = Buffer.from(JSON.stringify(about))
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: `${docker}.distribution.manifest.v2+json`,
      config: { mediaType: `${docker}.container.image.v1+json`, size: text.length, digest: digestOf(text) },
      layers: [{ mediaType: `${docker}.image.rootfs.diff.tar.gzip`, size: zipped.length, digest: digestOf(zipped) }],
    }),
  )
  const blobs = new Map([text, zipped].map((bytes) => [digestOf(bytes), bytes]))
  return { manifest, digest: digestOf(manifest), blobs }
}

async function busyboxLayer(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const program = readFileSync(dockerPrograms.busybox ?? '')
  const applets = execFileSync(dockerPrograms.busybox ?? '', ['--list'], { encoding: 'utf8' })
    .trim()
    .split('\n')
  const tar = pack()
  const layer = buffer(tar)
  for (const name of ['bin', 'dev', 'etc', 'proc', 'root', 'sys', 'usr', 'usr/bin', 'setuid'])
    tar.entry({ name, type: 'directory', mode: 0o755 })
  tar.entry({ name: 'tmp', type: 'directory', mode: 0o1777 })
  tar.entry({ name: 'bin/busybox', mode: 0o755 }, program)
  for (const name of applets.filter((applet) => applet !== 'busybox'))
    tar.entry({ name: `bin/${name}`, type: 'symlink', linkname: 'busybox' })
  // programs that are set to root
  for (const name of ['id', 'sh']) tar.entry({ name: `setuid/${name}`, mode: 0o4755 }, program)
  tar.entry({ name: 'etc/passwd' }, 'root:x:0:0::/root:/bin/sh\nsomebody:x:4321:4321::/:/bin/sh\n')
  tar.entry({ name: 'etc/group' }, 'root:x:0:\nsomebody:x:4321:\n')
  for (const [name, content] of Object.entries(files)) tar.entry({ name, mode: 0o755 }, content)
  tar.finalize()
  return await layer
}
