import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
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
export function makeImage(config: ImageConfig = {}, files: Readonly<Record<string, string>> = {}): TestImage {
  const layer = busyboxLayer(files)
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

function busyboxLayer(files: Readonly<Record<string, string>>): Buffer {
  const busybox = dockerPrograms.busybox ?? ''
  const applets = execFileSync(busybox, ['--list'], { encoding: 'utf8' }).trim().split('\n')
  const root = mkdtempSync(join(tmpdir(), 'assay-image-'))
  try {
    for (const folder of ['bin', 'dev', 'etc', 'proc', 'root', 'setuid', 'sys', 'tmp', 'usr/bin'])
      mkdirSync(join(root, folder), { recursive: true })
    copyFileSync(busybox, join(root, 'bin/busybox'))
    for (const name of applets) if (name !== 'busybox') symlinkSync('busybox', join(root, 'bin', name))
    // programs that are set to root
    for (const name of ['id', 'sh']) {
      copyFileSync(busybox, join(root, 'setuid', name))
      chmodSync(join(root, 'setuid', name), 0o4755)
    }
    chmodSync(join(root, 'tmp'), 0o1777)
    for (const [name, content] of Object.entries({ ...users, ...files })) {
      mkdirSync(dirname(join(root, name)), { recursive: true })
      writeFileSync(join(root, name), content)
    }
    return execFileSync('tar', ['-c', '--owner=0', '--group=0', '.'], { cwd: root, maxBuffer: 1 << 28 })
  } finally {
    rmSync(root, { recursive: true })
  }
}

const users = {
  'etc/passwd': 'root:x:0:0::/root:/bin/sh\nsomebody:x:4321:4321::/:/bin/sh\n',
  'etc/group': 'root:x:0:\nsomebody:x:4321:\n',
}
