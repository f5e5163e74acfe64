import {
  type DockerDaemon,
  dockerMissing,
  makeImage,
  type Registry,
  startDockerDaemon,
  startRegistry,
} from '../src/testing/index.ts'

/** A daemon, and a registry from which it pulls. */
export interface Wharf extends AsyncDisposable {
  readonly daemon: DockerDaemon
  readonly registry: Registry
  /** Reference of an image of busybox. */
  readonly image: string
}

/** One of a test's own, or why there is none: what is installed may yet be forbidden. */
export async function openWharf(): Promise<readonly [Wharf, undefined] | readonly [undefined, string]> {
  const missing = dockerMissing()
  if (missing !== undefined) return [undefined, missing]
  try {
    const daemon = await startDockerDaemon()
    const [registry, busybox] = await Promise.all([startRegistry(), makeImage()])
    const image = registry.add('busybox:1', busybox)
    async function close(): Promise<void> {
      await Promise.all([daemon[Symbol.asyncDispose](), registry[Symbol.asyncDispose]()])
    }
    return [{ daemon, registry, image, [Symbol.asyncDispose]: close }, undefined]
  } catch (error) {
    return [undefined, `a Docker daemon does not start here: ${String(error).trim().split('\n').at(-1)}`]
  }
}
