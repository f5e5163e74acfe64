import { type ApplicationSpec, applicationSpec } from '@assay/schemas'

/** What a job of an application does: nothing, unless told. */
export function applicationSpecOf(part: Partial<ApplicationSpec>): ApplicationSpec {
  return applicationSpec.parse({
    kind: 'application',
    ...{ application: 'test', version: '1', entrypoint: 'main', executor: 'process' },
    ...{ image: null, registry_secret: null, user: null, command: ['true'], parameters: {}, files: [], inputs: [] },
    ...{ bindings: [], outputs: { result: { path: '.', to: 'output' } }, environment: {}, secrets: [], checks: [] },
    ...{ resources: { cpu: 1, memory_bytes: 256 * 1024 ** 2 }, labels: [], network: false, deterministic: true },
    ...{ timeout_seconds: 60, retry: {}, retention_days: null },
    ...part,
  })
}
