import { requirementsOf } from '@assay/core'
import { submitRuns, transactAround } from '@assay/engine'
import { type ApplicationSpec, applicationEntry } from '@assay/schemas'
import type { Platform, TestUser } from './platform.ts'

/** What a job does; what is not given is as a catalogue has it by default. */
export type GivenSpec = Partial<ApplicationSpec> & { readonly shell?: string }

/** What a job of an application does that says nothing else than this. */
export function applicationSpecOf({ shell = 'true', ...given }: GivenSpec): ApplicationSpec {
  const entry = applicationEntry.parse({ application: 'a', version: '1', entrypoint: 'b', shell: 'true' })
  return {
    kind: 'application',
    ...{ application: 'a', version: '1', entrypoint: 'b', executor: 'process', image: null },
    ...{ registry_secret: null, user: null, parameters: {}, files: [], inputs: [], bindings: [] },
    // a dollar sign of a command is written twice
    command: ['/bin/sh', '-c', shell.replaceAll('$', '$$$$')],
    ...{ outputs: entry.outputs, environment: {}, secrets: [], checks: [], labels: [], network: false },
    resources: { ...entry.resources, memory_bytes: 128 << 20 },
    ...{ deterministic: true, timeout_seconds: 60, retry: entry.retry, retention_days: null },
    ...given,
  }
}

/** A job of an application in a graph. */
export interface ApplicationJob {
  readonly name: string
  readonly needs?: readonly string[]
  readonly spec: ApplicationSpec
}

/** Submits a graph of jobs of applications without a catalogue; the id of the run. */
export async function submitApplicationJobs(
  { core }: Pick<Platform, 'core'>,
  { actor }: Pick<TestUser, 'actor'>,
  jobs: readonly ApplicationJob[],
): Promise<string> {
  const run = {
    owner_id: actor.user_id,
    name: 'a graph',
    jobs: jobs.map(({ name, needs = [], spec }) => ({
      ...{ name, needs, spec, kind: 'application', fingerprint: null, placement: 'any' as const },
      requires: requirementsOf(spec),
    })),
  }
  const [id = ''] = await transactAround(core, (held) => submitRuns(held, [run]))
  return id
}
