import { z } from 'zod'

/** What an archive begins with: what is in it, and what the server must know that takes it. */
export const manifest = z.object({
  format: z.literal('assay archive'),
  version: z.literal(1),
  made_at: z.iso.datetime(),
  postgres_version: z.string(),
  migrations: z.array(z.string()),
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()) })),
  sequences: z.array(z.object({ name: z.string(), last_value: z.string().nullable() })),
  messages: z.object({ columns: z.array(z.string()) }),
  /** The first bytes, hexadecimal, of what is sealed in it: which keys it needs. */
  sealed_with: z.array(z.string()),
  has_secret_key: z.boolean(),
  objects: z.object({ count: z.int(), size_bytes: z.int() }),
})

export type Manifest = z.infer<typeof manifest>

/** What an archive ends with; without it, it is not whole. */
export const ending = z.object({
  /** How many members came before. */
  members: z.int(),
  /** SHA-256 of the names, sizes and hashes of all of them. */
  sha256: z.string(),
  rows: z.record(z.string(), z.int()),
  messages: z.int(),
  left_out: z.array(z.string()),
})

export type Ending = z.infer<typeof ending>

export const members = {
  manifest: 'manifest.json',
  secret_key: 'secret.key',
  tables: 'tables/',
  messages: 'messages',
  objects: 'storage/',
  ending: 'end.json',
} as const

export function pieceName(folder: string, number: number): string {
  return `${folder}/${String(number).padStart(6, '0')}`
}
