import { z } from 'zod'

/** What an archive begins with: what is in it, and what the server must know that takes it. */
export const manifest = z.object({
  format: z.literal('assay archive'),
  version: z.literal(1),
  made_at: z.iso.datetime(),
  postgres_version: z.string(),
  /** The migrations that its database has been through, in order. */
  migrations: z.array(z.string()),
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()) })),
  sequences: z.array(z.object({ name: z.string(), last_value: z.string().nullable() })),
  /** The columns of the messages that were not handled yet. */
  messages: z.object({ columns: z.array(z.string()) }),
  /** The first bytes, hexadecimal, of what is sealed in it: which keys it needs. */
  sealed_with: z.array(z.string()),
  /** Whether the key itself follows. */
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
  /** How many rows each table has. */
  rows: z.record(z.string(), z.int()),
  messages: z.int(),
  /** Keys of objects that were damaged or missing, and are not in it. */
  left_out: z.array(z.string()),
})

export type Ending = z.infer<typeof ending>

/** Names of members. What belongs together has a folder. */
export const members = {
  manifest: 'manifest.json',
  secret_key: 'secret.key',
  tables: 'tables/',
  messages: 'messages',
  objects: 'storage/',
  ending: 'end.json',
} as const

/** Names a piece of the rows of a table. */
export function pieceName(folder: string, number: number): string {
  return `${folder}/${String(number).padStart(6, '0')}`
}
