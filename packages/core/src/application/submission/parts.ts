import type { ApplicationSpec, FingerprintParts } from '@assay/schemas'
import { eachShortly, shortly } from '../../run/part.ts'
import type { WantedJob } from './wanted-job.ts'

interface Ingredients {
  readonly job: WantedJob
  readonly spec: ApplicationSpec
  /** Keyed hashes of the values of its secrets, by name. */
  readonly secrets: Readonly<Record<string, string>>
  /** What its image stands for: a digest, or the reference where no digest is known. */
  readonly image: string | null
  /** What the jobs that it needs are made of, by name. */
  readonly upstream: Readonly<Record<string, string>>
}

/**
 * What makes two jobs of an application the same, part by part. What values fill is taken as the catalogue has it: a
 * parameter that changes is one change, wherever it is put.
 */
export function partsOf({ job, spec, secrets, image, upstream }: Ingredients): FingerprintParts {
  const { definition } = job.entry
  const { command, shell, parameters, outputs, checks } = definition
  const switches = Object.entries(parameters).map(([name, { switch: flag, list }]) => [name, flag ?? null, list])
  return {
    file: byPath(spec.files),
    ...(image !== null && { image: { image } }),
    command: {
      command: shortly({ command, shell, switches }),
      ...(job.arguments.length > 0 && { arguments: shortly(job.arguments) }),
    },
    parameter: eachShortly(spec.parameters),
    environment: eachShortly({ ...definition.environment, ...job.environment }),
    definition: {
      executor: spec.executor,
      ...(spec.user !== null && { user: spec.user }),
      ...(spec.folder !== undefined && { folder: spec.folder }),
      outputs: shortly(outputs),
      ...(checks.length > 0 && { checks: shortly(checks) }),
      ...(spec.network && { network: 'on' }),
      ...(!spec.deterministic && { deterministic: 'no' }),
      ...(spec.secrets.length > 0 && { secrets: shortly(spec.secrets) }),
    },
    platform: { platform: `${process.platform}/${process.arch}` },
    input: byPath(spec.inputs),
    secret: secrets,
    upstream,
  }
}

function byPath(files: ApplicationSpec['files']): Record<string, string> {
  return Object.fromEntries(files.map(({ path, sha256 }) => [path, sha256 ?? '']))
}
