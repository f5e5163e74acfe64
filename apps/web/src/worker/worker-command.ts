/** What starts a worker, on a machine that has Assay. */
export function workerCommand(token: string): string {
  return `npm run -s assay -- worker --url ${location.origin} --token ${token}`
}
