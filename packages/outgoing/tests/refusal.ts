import { DomainError } from '@assay/schemas'

/** Why a call was refused; throws what else became of it. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  const error: unknown = await call.catch((reason: unknown) => reason)
  if (!DomainError.is(error, 'URL_REFUSED')) throw new Error('it was not refused', { cause: error })
  return error.data.reason
}
