export type { MaskedStream } from './masked-stream.ts'
export { SecretMask } from './secret-mask.ts'
