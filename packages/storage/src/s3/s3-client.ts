import { readFileSync } from 'node:fs'
import type { LookupFunction } from 'node:net'
import { getCACertificates } from 'node:tls'
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3'
import type { AwsEnv } from './env.ts'
import type { S3Address } from './s3-address.ts'
import { StorageFault } from './storage-fault.ts'

/** Each with a longer pause before it: some seconds together. */
const attempts = 7
const connectionTimeoutMs = 5_000
/** Downloads hold one each while they last. */
const mostSockets = 1_000

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

export interface ClientOptions {
  readonly attempts?: number | undefined
  readonly endpoint?: string | undefined
  /** For tests of names that the machine does not know. */
  readonly lookup?: LookupFunction | undefined
}

/** Credentials come from where AWS looks for them: variables, files, the machine. Throws StorageFault. */
export function createClient(
  { path_style }: Pick<S3Address, 'path_style'>,
  { endpoint, region, ca_bundle }: AwsEnv,
  options: ClientOptions = {},
): S3Client {
  const agent = { maxSockets: mostSockets, ...(options.lookup && { lookup: options.lookup }) }
  const config: S3ClientConfig = {
    maxAttempts: options.attempts ?? attempts,
    retryMode: 'standard',
    forcePathStyle: path_style ?? endpoint !== undefined,
    followRegionRedirects: true,
    // it would cost a connection for each body
    expectContinueHeader: false,
    // bodies are checked while they pass, also when they are resumed
    responseChecksumValidation: 'WHEN_REQUIRED',
    // it would warn of streams that it does not send again, and speaks of nothing else
    logger: silent,
    requestHandler: {
      connectionTimeout: connectionTimeoutMs,
      socketTimeout: 0,
      httpAgent: agent,
      httpsAgent: ca_bundle === undefined ? agent : { ...agent, ca: certificatesOf(ca_bundle) },
    },
  }
  if (endpoint !== undefined && region === undefined) config.region = 'us-east-1'
  if (options.endpoint !== undefined) config.endpoint = options.endpoint
  return new S3Client(config)
}

function certificatesOf(ca_bundle: string): string[] {
  try {
    return [...getCACertificates('default'), readFileSync(ca_bundle, 'utf8')]
  } catch (cause) {
    throw new StorageFault('AWS_CA_BUNDLE names a file that cannot be read.', { cause })
  }
}
