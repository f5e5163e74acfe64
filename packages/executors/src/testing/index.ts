export { type DockerDaemon, dockerMissing, startDockerDaemon } from './docker-daemon.ts'
export { type ImageConfig, makeImage, type TestImage } from './image.ts'
export { type Registry, type RegistryOptions, startRegistry } from './registry.ts'
