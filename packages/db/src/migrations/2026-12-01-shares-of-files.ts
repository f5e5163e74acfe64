import { type Kysely, sql } from 'kysely'

const statements = [
  // made anew below, with one column more
  `do $$
    declare made_anew text;
    begin
      for made_anew in select conname from pg_constraint where conrelid = 'shares'::regclass
        and (contype = 'u' or pg_get_constraintdef(oid) like '%num_nonnulls(dataset_id%')
      loop
        execute format('alter table shares drop constraint %I', made_anew);
      end loop;
    end
  $$`,
  `alter table shares
    add column file_id uuid references files on delete cascade,
    add check (num_nonnulls(dataset_id, experiment_id, run_id, file_id) = 1),
    add unique nulls not distinct (dataset_id, experiment_id, run_id, file_id, with_user_id, with_group)`,
  // whether a file or a folder above it is shared with somebody, and the cascade
  'create index shares_file on shares (file_id) where file_id is not null',

  // folders alone, in a folder or below it, beside however many files
  `create index files_folders_in on files (owner_id, folder, path) where kind = 'folder'`,
  `create index files_folders_below on files (owner_id, path) where kind = 'folder'`,
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
