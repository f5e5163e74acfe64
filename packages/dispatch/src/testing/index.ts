export type { JobSight, WorkScene } from './work-scene.ts'
export { describeWorkSource } from './work-source-contract.ts'
