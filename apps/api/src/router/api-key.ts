import { createApiKey, listOwnApiKeys, revokeApiKey, rotateOwnApiKey } from '@assay/access'
import {
  apiKey,
  apiKeyCreateInput,
  apiKeyRef,
  apiKeyRotateInput,
  createdApiKey,
  pageInput,
  pageOf,
} from '@assay/schemas'
import { change, done, quietly, read } from '../call.ts'
import { procedure, router } from '../trpc.ts'

export const apiKeys = router({
  create: procedure
    .meta({
      method: 'POST',
      path: '/api_keys',
      summary: 'Make an API key; its value is shown this once',
      creates: '/api_keys',
    })
    .input(apiKeyCreateInput)
    .output(createdApiKey)
    .mutation(change(createApiKey)),
  list: procedure
    .meta({ method: 'GET', path: '/api_keys', summary: 'List your API keys' })
    .input(pageInput)
    .output(pageOf(apiKey))
    .query(read(listOwnApiKeys)),
  rotate: procedure
    .meta({
      method: 'POST',
      path: '/api_keys/{api_key_id}/rotate',
      summary: 'Give an API key a new value; the old one works for a while',
    })
    .input(apiKeyRotateInput)
    .output(createdApiKey)
    .mutation(change(rotateOwnApiKey)),
  revoke: procedure
    .meta({ method: 'DELETE', path: '/api_keys/{api_key_id}', summary: 'Revoke an API key' })
    .input(apiKeyRef)
    .output(done)
    .mutation(change(quietly(revokeApiKey))),
})
