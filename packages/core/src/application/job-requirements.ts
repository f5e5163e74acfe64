import type { ApplicationSpec, Requirements } from '@assay/schemas'

/** The label of workers that can execute work so. */
export function executorLabel(executor: ApplicationSpec['executor']): string {
  return `executor:${executor}`
}

/** What a job of an application needs of its worker. */
export function requirementsOf({
  executor,
  labels,
  resources,
}: Pick<ApplicationSpec, 'executor' | 'labels' | 'resources'>): Requirements {
  const { disk_bytes: _, ...amounts } = resources
  return { ...amounts, labels: [...new Set([...labels, executorLabel(executor)])] }
}
