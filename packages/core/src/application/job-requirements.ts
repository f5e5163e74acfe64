import { type ApplicationSpec, executorLabels, type JobCreate, type Requirements } from '@assay/schemas'

/** What a job of an application needs of its worker; what was asked for it has precedence. */
export function requirementsOf(spec: ApplicationSpec, asked: Partial<JobCreate['requires']> = {}): Requirements {
  const { executor, labels, resources } = spec
  const { disk_bytes: _, ...amounts } = resources
  const { cpu = amounts.cpu, memory_bytes = amounts.memory_bytes, gpu = amounts.gpu, ...gpus } = asked
  const [label, ...others] = executorLabels(executor)
  const needed = isPlain(spec) ? [label] : [label, ...others]
  return { ...amounts, ...gpus, cpu, memory_bytes, gpu, labels: [...new Set([...labels, ...needed])] }
}

/** Whether it is enough to put inputs in place, to run the container and to collect its outputs. */
function isPlain({ files, checks, registry_secret, user, outputs }: ApplicationSpec): boolean {
  const kinds = Object.values(outputs).map(({ to }) => to)
  const isBare = files.length === 0 && checks.length === 0 && registry_secret === null && user === null
  return isBare && new Set(kinds).size === kinds.length
}
