import { Refusal } from '../error.ts'

export function notFound(noun: 'Dataset' | 'Experiment' | 'Job' | 'Workflow', id: string, more = ''): Refusal {
  return new Refusal(404, `${noun} with ID ${id} not found${more}`)
}
