import { type AccessDeps, localUrl } from '@assay/access'

type Deps = Pick<AccessDeps, 'settings'>

/** The address of a run, as users reach it. */
export function linkToRun({ settings }: Deps, run_id: string): string {
  return new URL(`/api/v1/runs/${run_id}`, settings.public_url ?? localUrl).href
}
