import { type ApplicationSpec, executorLabel, type Requirements } from '@assay/schemas'

/** What a job of an application needs of its worker. */
export function requirementsOf({
  executor,
  labels,
  resources,
}: Pick<ApplicationSpec, 'executor' | 'labels' | 'resources'>): Requirements {
  const { disk_bytes: _, ...amounts } = resources
  return { ...amounts, labels: [...new Set([...labels, executorLabel(executor)])] }
}
