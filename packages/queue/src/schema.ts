/** The Postgres schema that pg-boss owns. */
export const schema = 'pgboss'
