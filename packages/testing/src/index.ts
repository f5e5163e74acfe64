export { type Behaviour, type ModelEndpoint, type SeenRequest, startModelEndpoint } from './model-endpoint.ts'
export { newsCsv } from './news.ts'
export { type Platform, type PlatformOptions, startPlatform, type TestUser, type TestUserOptions } from './platform.ts'
export { type SpawnedProgram, spawnProgram } from './spawned-program.ts'
