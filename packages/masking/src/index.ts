export { SecretMask } from './secret-mask.ts'
