import type { S3ServerName } from './s3-server.ts'

/** Programs that `tooling/engines.ts` has found. */
export const s3Programs: Readonly<Record<S3ServerName, string | undefined>> = {
  versitygw: process.env['ASSAY_TEST_VERSITYGW'],
  minio: process.env['ASSAY_TEST_MINIO'],
}
