/** What the AWS SDK does not read by itself, or needs to be known before it does. */
export interface AwsEnv {
  readonly endpoint: string | undefined
  readonly region: string | undefined
  readonly ca_bundle: string | undefined
}

export function readAwsEnv(): AwsEnv {
  const { AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, AWS_REGION, AWS_CA_BUNDLE } = process.env
  return {
    endpoint: AWS_ENDPOINT_URL_S3 || AWS_ENDPOINT_URL || undefined,
    region: AWS_REGION || undefined,
    ca_bundle: AWS_CA_BUNDLE || undefined,
  }
}
