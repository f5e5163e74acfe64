import type { FileDeps } from '../../file/deps.ts'
import { watchCatalogue } from './watch-catalogue.ts'

/** Catalogues of which the operator wants the applications. */
interface Catalogues {
  readonly applications?: string | undefined
  readonly decode_applications?: string | undefined
}

/** Applies them, and again whenever they change, until the stack is disposed of. */
export async function watchApplications(
  deps: FileDeps,
  { applications, decode_applications }: Catalogues,
  stack: AsyncDisposableStack,
): Promise<void> {
  if (applications !== undefined) stack.use(await watchCatalogue(deps, { path: applications }))
  if (decode_applications !== undefined) {
    stack.use(await watchCatalogue(deps, { path: decode_applications, is_decode: true }))
  }
}
