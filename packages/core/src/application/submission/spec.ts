import type { EntrypointFileRow } from '@assay/db'
import type { ApplicationSpec, StagedFile } from '@assay/schemas'
import { commandOf } from '../command.ts'
import { bindParameters, type Parameters } from '../parameters.ts'
import { fill, literally } from '../template.ts'
import { fillJobPath } from './job-path.ts'
import type { HashedBlobs } from './staged-inputs.ts'
import type { WantedJob } from './wanted-job.ts'

/** The values of a job's parameters. Throws INPUT_INVALID, also for arguments that its entrypoint does not take. */
export function bindValues({ entry, parameters }: WantedJob): Parameters {
  return bindParameters(entry.definition.parameters, parameters)
}

interface Bound {
  readonly values: Parameters
  readonly inputs: readonly StagedFile[]
  readonly bindings: ApplicationSpec['bindings']
  readonly blobs: HashedBlobs
}

/** All that a job needs, as it is now. Throws INPUT_INVALID. */
export function specOf(job: WantedJob, { values, inputs, bindings, blobs }: Bound): ApplicationSpec {
  const { application, version, entrypoint, definition, files } = job.entry
  const { image = null, deterministic, network } = definition
  return {
    kind: 'application',
    ...{ application, version, entrypoint },
    executor: definition.executor ?? (image === null ? 'process' : 'docker'),
    image,
    registry_secret: definition.registry_secret ?? null,
    user: definition.user ?? null,
    ...(definition.folder !== undefined && { folder: definition.folder }),
    command: commandOf(definition, values, job.arguments),
    parameters: values,
    files: files.map((file) => toStaged(file, blobs)),
    inputs: [...inputs],
    bindings,
    outputs: mapValues(definition.outputs, (output, name) => ({
      ...output,
      path: fillJobPath(output.path, { field: `outputs.${name}`, values }),
    })),
    environment: {
      ...mapValues(definition.environment, (template) => fill(template, values)),
      ...mapValues(job.environment, literally),
    },
    secrets: definition.secrets,
    checks: definition.checks.map((check) =>
      'file' in check
        ? { ...check, file: fillJobPath(check.file, { field: 'checks', values }) }
        : { ...check, folder: fillJobPath(check.folder, { field: 'checks', values }) },
    ),
    ...(job.outputs_folder !== undefined && { outputs_folder: job.outputs_folder }),
    resources: definition.resources,
    labels: [...new Set([...definition.labels, ...(job.labels ?? [])])],
    network,
    deterministic: deterministic ?? !network,
    timeout_seconds: Math.min(definition.timeout_seconds, job.timeout_seconds ?? definition.timeout_seconds),
    retry: definition.retry,
    retention_days: definition.retention_days ?? null,
  }
}

function toStaged({ path, blob_id, size_bytes }: EntrypointFileRow, blobs: HashedBlobs): StagedFile {
  return { path, from: null, blob_id, size_bytes, sha256: blobs.get(blob_id)?.sha256 ?? null }
}

function mapValues<Value, Result>(
  values: Readonly<Record<string, Value>>,
  change: (value: Value, name: string) => Result,
): Record<string, Result> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value, name)]))
}
