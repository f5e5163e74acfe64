/** Programs that `tooling/engines.ts` has found. */
export const dockerPrograms = {
  dockerd: process.env['ASSAY_TEST_DOCKERD'],
  busybox: process.env['ASSAY_TEST_BUSYBOX'],
} as const
