import type { Runner } from '@assay/dispatch'
import { createEvaluationRunner, type EvaluationDeps } from '@assay/runners'
import { evaluationSpec } from '@assay/schemas'
import { evaluateApplication } from './application-scores/evaluate-application.ts'
import type { JobDeps } from './job-deps.ts'

/** What applications have scored is among their outputs, which only a worker of the platform can read. */
export function createPlatformEvaluationRunner(deps: JobDeps & EvaluationDeps): Runner {
  const byMetrics = createEvaluationRunner(deps)
  return (job, context) => {
    const spec = evaluationSpec.parse(job.spec)
    const { application } = spec
    return application
      ? evaluateApplication(deps, { job_id: job.id, spec, application }, context)
      : byMetrics(job, context)
  }
}
