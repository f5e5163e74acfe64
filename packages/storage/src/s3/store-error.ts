import { DomainError } from '@assay/schemas'
import { S3ServiceException } from '@aws-sdk/client-s3'
import { StorageAway } from '../storage-away.ts'
import { StorageFault } from './storage-fault.ts'

const full = [
  ...['InsufficientStorage', 'QuotaExceeded', 'StorageFull'],
  ...['XMinioStorageFull', 'XMinioAdminBucketQuotaExceeded'],
]
const refusedKey = [
  ...['InvalidAccessKeyId', 'SignatureDoesNotMatch', 'AccessDenied', 'AllAccessDisabled', 'AccountProblem'],
  ...['CredentialsProviderError', 'TokenProviderError', 'InvalidClientTokenId', 'NotSignedUp'],
]
const expired = ['ExpiredToken', 'ExpiredTokenException', 'TokenRefreshRequired', 'InvalidToken', 'RequestExpired']
const elsewhere = ['PermanentRedirect', 'AuthorizationHeaderMalformed', 'IllegalLocationConstraintException']
/** What a store says of bytes that changed on their way to it, or did not all come. */
const damagedOnTheWay = ['BadDigest', 'InvalidDigest', 'XAmzContentSHA256Mismatch', 'IncompleteBody', 'RequestTimeout']
const throttled = ['SlowDown', 'Throttling', 'ThrottlingException', 'TooManyRequestsException', 'RequestLimitExceeded']

export interface Place {
  readonly bucket: string
  readonly endpoint: string | undefined
}

/** What an error of a store means to who asked; one that says nothing about the store is returned as it is. */
export function explainStoreError(error: unknown, place: Place): unknown {
  if (!(error instanceof Error) || error instanceof StorageAway) return error
  const { name } = error
  if (full.includes(name) || statusOf(error) === 507) return new DomainError('STORAGE_FULL', {}, { cause: error })
  const fault = faultOf(error, place)
  if (fault !== undefined) return new StorageAway({ cause: new StorageFault(fault, { cause: error }) })
  return isOutage(error) ? new StorageAway({ cause: error }) : error
}

export function isNamed(error: unknown, ...names: readonly string[]): boolean {
  return error instanceof Error && names.includes(error.name)
}

/** The status of the answer; undefined when there was none. */
export function statusOf(error: unknown): number | undefined {
  return error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined
}

/** How often the SDK has asked. */
export function attemptsOf(error: unknown): number {
  return error instanceof S3ServiceException ? (error.$metadata.attempts ?? 1) : 1
}

function faultOf(error: Error, { bucket, endpoint }: Place): string | undefined {
  const { name, message } = error
  const store = endpoint ?? 'AWS'
  if (name === 'NoSuchBucket') {
    return `there is no bucket "${bucket}" at ${store}. Make it, as by "aws s3 mb s3://${bucket}", or correct the name`
  }
  if (expired.includes(name)) {
    return 'the credentials have expired. Renew AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN'
  }
  if (name === 'CredentialsProviderError') {
    return 'there are no credentials. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY'
  }
  if (name === 'RequestTimeTooSkewed') return 'the clock of this machine is wrong. Set it'
  if (message === 'Region is missing') return 'no region is set. Set AWS_REGION to that of the bucket'
  if (elsewhere.includes(name) || statusOf(error) === 301) {
    return `the bucket "${bucket}" is in another region. Set AWS_REGION to that`
  }
  if (refusedKey.includes(name) || [401, 403].includes(statusOf(error) ?? 0)) {
    return (
      `${store} refuses the credentials for the bucket "${bucket}" (${name}). Check AWS_ACCESS_KEY_ID and ` +
      'AWS_SECRET_ACCESS_KEY, and what they may do'
    )
  }
  return endpoint === undefined ? undefined : faultOfEndpoint(error, endpoint)
}

const unreachable = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']

function faultOfEndpoint(error: Error, endpoint: string): string | undefined {
  const check = 'Check the endpoint: AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL'
  if ('code' in error && unreachable.some((code) => code === error.code)) {
    return `nothing answers at ${endpoint} (${error.code}). ${check}`
  }
  const isUnread = statusOf(error) === undefined && '$response' in error
  return isUnread ? `what answers at ${endpoint} is no store that speaks S3. ${check}` : undefined
}

/** Whether the same may succeed in a while. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const status = statusOf(error)
  if (status !== undefined) {
    return (
      (status >= 500 && status !== 507) || status === 429 || [...damagedOnTheWay, ...throttled].includes(error.name)
    )
  }
  // an answer that cannot be read comes from no store
  const isSystemError = 'code' in error && typeof error.code === 'string'
  return isSystemError || error.name === 'TimeoutError' || '$response' in error
}
