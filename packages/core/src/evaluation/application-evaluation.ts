import type { NamedFingerprint } from '@assay/db'
import { fingerprintOf, type JobSubmission } from '@assay/engine'
import type { EvaluationSpec, Experiment, ScoresOfApplication } from '@assay/schemas'
import { eachShortly, shortly } from '../run/part.ts'

/** Changes with what is made of scores that applications give: earlier evaluations are then not reused. */
const evaluation = 1

const seed = 0

interface Scored {
  readonly experiment: Pick<Experiment, 'dataset_id' | 'columns'>
  readonly application: ScoresOfApplication
  /** Names that jobs of the run have. */
  readonly taken: ReadonlySet<string>
  /** Of the job that gives the scores; null: it is never reused. */
  readonly fingerprint: string | null
  readonly priority: number
}

/** A job that takes the scores which another one of its run gives, and what it is made of. */
export interface ApplicationEvaluation {
  readonly job: JobSubmission
  readonly made_of: Pick<NamedFingerprint, 'name' | 'subject' | 'parts'>
}

/** Plans the evaluation of what an application makes of the files of a dataset. */
export function planApplicationEvaluation(scored: Scored): ApplicationEvaluation {
  const { application, fingerprint: upstream } = scored
  const { dataset_id, columns } = scored.experiment
  const { job: scoring, given_by, output, path, scores } = application
  const spec: EvaluationSpec = {
    kind: 'evaluation',
    ...{ dataset_id, columns, max_samples: null, seed, application },
    metrics: scores.map(({ name }) => name),
    predictions: 'application',
  }
  const matters = { evaluation, dataset_id, seed, output, path, scores }
  const name = freeName(scored.taken)
  return {
    job: {
      ...{ name, kind: 'evaluation', spec, needs: [scoring], priority: scored.priority },
      placement: 'platform',
      fingerprint: upstream === null ? null : fingerprintOf({ ...matters, upstream }),
    },
    made_of: {
      name,
      subject: `evaluation of ${given_by.replace(/\/.*\//, '/')}`,
      parts: {
        dataset: { content: dataset_id },
        metric: Object.fromEntries(scores.map((score) => [score.name, shortly(score)])),
        setting: eachShortly({ evaluation, output, path, seed }),
        upstream: { [scoring]: upstream ?? '' },
      },
    },
  }
}

function freeName(taken: ReadonlySet<string>): string {
  let name = 'evaluation'
  for (let number = 2; taken.has(name); number++) name = `evaluation-${number}`
  return name
}
