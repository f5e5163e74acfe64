import type { TokenPurpose } from '@assay/db'
import type { linkCheckInput } from '@assay/schemas'
import type { z } from 'zod'
import type { AccessDeps } from '../deps.ts'
import { lookUpLink, ownerOfLink } from './one-time-link.ts'
import { resets } from './own-password.ts'
import { requireSignUp } from './sign-up.ts'

type Input = z.output<typeof linkCheckInput>

const checks: Readonly<Record<Input['purpose'], (deps: AccessDeps, token: string) => Promise<unknown>>> = {
  confirm: (deps, token) => ownerOfLink(deps, { token, purposes: ['confirm_email'] satisfies TokenPurpose[] }),
  reset: (deps, token) => ownerOfLink(deps, { token, purposes: resets }),
  async invitation(deps, token) {
    requireSignUp(deps, token)
    await lookUpLink(deps, { token, purposes: ['invitation'] satisfies TokenPurpose[] })
  },
}

/**
 * Makes sure that a link works, without using it up; whoever has it learns no more than from using it. Throws
 * TOKEN_INVALID, SIGN_UP_CLOSED.
 */
export async function checkLink(deps: AccessDeps, { purpose, token }: Input): Promise<void> {
  await checks[purpose](deps, token)
}
