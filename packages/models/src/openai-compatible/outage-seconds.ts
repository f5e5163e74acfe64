import type { SpecOf } from '../provider.ts'

const defaultSeconds = 300

/** How long an endpoint may be away, or ask to be left alone, in milliseconds. */
export function outageMs({ outage_seconds = defaultSeconds }: Pick<SpecOf<'openai-compatible'>, 'outage_seconds'>) {
  return outage_seconds * 1000
}
