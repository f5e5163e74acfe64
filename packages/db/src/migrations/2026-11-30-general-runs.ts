import { type Kysely, sql } from 'kysely'

const statements = [
  // what makes a run an evaluation; the run itself knows owner, name, graph, state and events
  `create table evaluations (
    run_id uuid primary key references runs on delete cascade,
    experiment_id uuid not null references experiments,
    model jsonb,
    metrics text[] not null
  )`,
  `insert into evaluations (run_id, experiment_id, model, metrics)
    select id, experiment_id, model, metrics from runs where experiment_id is not null`,
  // whether runs are in an experiment that is to be deleted
  'create index evaluations_experiment on evaluations (experiment_id)',

  // runs of one group, and their jobs, are listed, shared and deleted together; of an evaluation it is the experiment
  'alter table runs drop constraint runs_experiment_id_fkey',
  'alter table runs rename column experiment_id to group_id',
  'alter table runs drop column model, drop column metrics',
  'alter index runs_experiment rename to runs_group',
  'alter table jobs rename column experiment_id to group_id',
  'alter index jobs_experiment rename to jobs_group',

  // what a job needs of its worker; null: nothing
  'alter table jobs add column requires jsonb',
  // the claim: the few users who may have another number of jobs running
  'drop index users_running_jobs',
  'create index users_limited on users (id) include (max_running_jobs) where max_running_jobs is not null',
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
