/** Programs that `tooling/engines.ts` has found. */
export const s3Programs = {
  versitygw: process.env['ASSAY_TEST_VERSITYGW'],
  minio: process.env['ASSAY_TEST_MINIO'],
} as const
