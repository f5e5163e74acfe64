import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

const algorithm = 'aes-256-gcm'
const version = 1
const nonceBytes = 12
const tagBytes = 16

/** Seals values for the database. What they belong to is part of the seal: moved elsewhere, they do not open. */
export interface SecretBox {
  seal(value: string, belongs_to: string): Buffer
  /** Throws when the value was tampered with, moved, or sealed with another key. */
  open(sealed: Buffer, belongs_to: string): string
}

/** A box with the operator's key: at least 32 characters of which nobody else knows. AES-256-GCM, a fresh nonce a value. */
export function createSecretBox(secret_key: string): SecretBox {
  const key = Buffer.from(hkdfSync('sha256', secret_key, '', 'assay secrets', 32))
  return {
    seal(value, belongs_to) {
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv(algorithm, key, nonce).setAAD(Buffer.from(belongs_to))
      const sealed = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()])
      return Buffer.concat([Buffer.of(version), nonce, cipher.getAuthTag(), sealed])
    },
    open(sealed, belongs_to) {
      if (sealed[0] !== version) throw new Error('a secret has an unknown format')
      const nonce = sealed.subarray(1, 1 + nonceBytes)
      const tag = sealed.subarray(1 + nonceBytes, 1 + nonceBytes + tagBytes)
      const decipher = createDecipheriv(algorithm, key, nonce).setAAD(Buffer.from(belongs_to)).setAuthTag(tag)
      const value = Buffer.concat([decipher.update(sealed.subarray(1 + nonceBytes + tagBytes)), decipher.final()])
      return value.toString('utf8')
    },
  }
}
