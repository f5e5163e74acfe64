/** Where a job is to be executed, and where a worker stands. */
export type Environment = 'cloud' | 'local'

/** The label of workers that stand there. */
export function environmentLabel(environment: Environment): string {
  return `environment.${environment}`
}
