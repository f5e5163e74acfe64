export const schema = 'pgboss'
