import { z } from 'zod'

/** An identity provider with which browsers can sign in. */
export const issuer = z
  .object({
    id: z.string().describe('names it in /sign-in/oidc/<id>, where signing in with it begins'),
    name: z.string().describe('what users call it'),
  })
  .describe('An identity provider to sign in with.')

/** An identity provider with which browsers can sign in. */
export type Issuer = z.infer<typeof issuer>
