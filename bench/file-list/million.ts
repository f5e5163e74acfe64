import { type Database, newId } from '@assay/db'
import { type Kysely, sql } from 'kysely'

/** Fills one folder with files, and ten folders among them, for one owner. */
export async function insertFiles(
  db: Kysely<Database>,
  { files, folder }: { readonly files: number; readonly folder: string },
): Promise<string> {
  const owner_id = newId()
  await sql`
    insert into users (id, email, name, groups)
    values (${owner_id}, 'owner@example.org', 'Owner', '{users}')`.execute(db)
  await sql`
    insert into files (id, owner_id, path, folder, kind, written_by) values
    (uuidv7(), ${owner_id}, 'data', '', 'folder', ${owner_id}),
    (uuidv7(), ${owner_id}, ${folder}, 'data', 'folder', ${owner_id})`.execute(db)
  await sql`
    insert into blobs (id, owner_id, size_bytes, sha256, object_key)
    select uuidv7(), ${owner_id}, 4096, repeat('0', 64), 'objects/' || number
    from generate_series(1, ${files}::int) number`.execute(db)
  await sql`
    insert into files (id, owner_id, path, folder, kind, blob_id, content_type, written_by)
    select uuidv7(), ${owner_id}, ${folder} || '/scan-' || lpad(row_number() over (order by random())::text, 7, '0'),
      ${folder}, 'file', id, 'image/tiff', ${owner_id}
    from blobs`.execute(db)
  await sql`
    insert into files (id, owner_id, path, folder, kind, written_by)
    select uuidv7(), ${owner_id}, ${folder} || '/scan-' || number || 'x', ${folder}, 'folder', ${owner_id}
    from generate_series(0, 9) number`.execute(db)
  await sql`vacuum analyze files, blobs`.execute(db)
  return owner_id
}
