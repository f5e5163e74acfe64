import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto'

const algorithm = 'aes-256-gcm'
const nonceBytes = 12
const tagBytes = 16
const idBytes = 8

/** First byte of a sealed value: its version. From version 2 on, the id of its key follows. */
const plainVersion = 1
const version = 2
const headerBytes = 1 + idBytes

/** Seals values for the database. The seal includes the name of their place: moved elsewhere, they do not open. */
export interface SecretBox {
  /** The first bytes of every value that is sealed with the present key. */
  readonly header: Buffer
  seal(value: string, belongs_to: string): Buffer
  /** Throws when the value was changed or moved; SealedElsewhere when the box does not have its key. */
  open(sealed: Buffer, belongs_to: string): string
  /** A hash that only the present key makes: equal for equal values, and of no use to who guesses them. */
  hash(value: string): string
  /** Whether the box has the key of values with these first bytes; true for the first version, which names no key. */
  hasKeyOf(header: Buffer): boolean
}

class SealedElsewhere extends Error {
  override readonly name = 'SealedElsewhere'

  constructor() {
    super('a value was sealed with a key that is neither ASSAY_SECRET_KEY nor one of ASSAY_SECRET_KEY_PREVIOUS')
  }
}

/**
 * A box with the operator's key, of at least 32 secret characters; values that were sealed with previous keys open too.
 * AES-256-GCM, a fresh nonce for each value.
 */
export function createSecretBox(secret_key: string, previous: readonly string[] = []): SecretBox {
  const present = deriveKey(secret_key)
  const keys = [present, ...previous.map(deriveKey)]
  const hashing = Buffer.from(hkdfSync('sha256', secret_key, '', 'assay hashes of secrets', 32))
  return {
    header: present.header,
    seal(value, belongs_to) {
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv(algorithm, present.key, nonce).setAAD(Buffer.from(belongs_to))
      const sealed = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()])
      return Buffer.concat([present.header, nonce, cipher.getAuthTag(), sealed])
    },
    open(sealed, belongs_to) {
      if (sealed[0] === plainVersion) return openPlain(keys, sealed.subarray(1), belongs_to)
      const found = keys.find(({ header }) => sealed.subarray(0, headerBytes).equals(header))
      if (!found) throw new SealedElsewhere()
      return decipher(found.key, sealed.subarray(headerBytes), belongs_to)
    },
    hash: (value) => createHmac('sha256', hashing).update(value).digest('hex'),
    hasKeyOf: (header) => header[0] === plainVersion || keys.some((key) => key.header.equals(header)),
  }
}

interface DerivedKey {
  readonly key: Buffer
  readonly header: Buffer
}

function deriveKey(secret_key: string): DerivedKey {
  const key = Buffer.from(hkdfSync('sha256', secret_key, '', 'assay secrets', 32))
  const id = createHash('sha256').update('id of ').update(key).digest().subarray(0, idBytes)
  return { key, header: Buffer.concat([Buffer.of(version), id]) }
}

/** The first version does not name its key: each is tried. */
function openPlain(keys: readonly DerivedKey[], sealed: Buffer, belongs_to: string): string {
  for (const { key } of keys) {
    try {
      return decipher(key, sealed, belongs_to)
    } catch {
      // another key's
    }
  }
  throw new SealedElsewhere()
}

function decipher(key: Buffer, sealed: Buffer, belongs_to: string): string {
  const nonce = sealed.subarray(0, nonceBytes)
  const tag = sealed.subarray(nonceBytes, nonceBytes + tagBytes)
  const opening = createDecipheriv(algorithm, key, nonce).setAAD(Buffer.from(belongs_to)).setAuthTag(tag)
  const value = Buffer.concat([opening.update(sealed.subarray(nonceBytes + tagBytes)), opening.final()])
  return value.toString('utf8')
}
