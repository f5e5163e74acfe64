import type { JobSubmission } from '@assay/engine'
import { type ApplicationSpec, applicationEntry } from '@assay/schemas'

const entry = applicationEntry.parse({ application: 'bench', version: '1', entrypoint: 'true', shell: 'true' })

const spec: ApplicationSpec = {
  kind: 'application',
  ...{ application: 'bench', version: '1', entrypoint: 'true', executor: 'process', image: null, user: null },
  ...{ registry_secret: null, command: ['/bin/sh', '-c', 'true'], parameters: {}, files: [], inputs: [], bindings: [] },
  ...{ outputs: entry.outputs, environment: {}, secrets: [], checks: [], labels: [], network: false },
  ...{ resources: { ...entry.resources, memory_bytes: 64 << 20 }, deterministic: true },
  ...{ timeout_seconds: 60, retry: entry.retry, retention_days: null },
}

/** A job whose command does nothing. */
export function noOpApplication(name: string): JobSubmission {
  return { name, kind: 'application', spec, needs: [], fingerprint: null }
}
