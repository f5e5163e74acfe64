export type { JobBytes, LeftFile } from './job-bytes.ts'
