import {
  type DockerDaemon,
  makeImage,
  type Registry,
  startDockerDaemon,
  startRegistry,
  type TestImage,
} from '../src/testing/index.ts'

/** A daemon, and a registry from which it pulls. */
export interface Wharf extends AsyncDisposable {
  readonly daemon: DockerDaemon
  readonly registry: Registry
  readonly busybox: TestImage
  /** Reference of an image of busybox. */
  readonly image: string
}

export async function openWharf(): Promise<Wharf> {
  const [daemon, registry, busybox] = await Promise.all([startDockerDaemon(), startRegistry(), makeImage()])
  return {
    daemon,
    registry,
    busybox,
    image: registry.add('busybox:1', busybox),
    async [Symbol.asyncDispose]() {
      await Promise.all([daemon[Symbol.asyncDispose](), registry[Symbol.asyncDispose]()])
    },
  }
}
