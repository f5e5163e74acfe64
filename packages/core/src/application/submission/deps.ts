import type { DataDeps } from '../../data/deps.ts'
import type { RunDeps } from '../../run/deps.ts'

export interface SubmissionDeps extends DataDeps, Pick<RunDeps, 'kinds'> {}
