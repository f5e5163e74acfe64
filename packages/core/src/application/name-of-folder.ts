import { faultOfName } from '@assay/schemas'

/** What the folder of a job is called in the tree: its name, as far as a folder may have it. */
export function folderNameOf({ id, name }: { readonly id: string; readonly name: string }): string {
  const wanted = name.replaceAll(/[/\\\p{C}]/gu, '_')
  return faultOfName(wanted) === undefined ? wanted : id
}

/** Where the outputs of a job stand in the tree that go to this folder at the top. */
export function folderOfOutputs(
  job: { readonly id: string; readonly run_id: string; readonly name: string },
  root: string,
): string {
  return `${root}/${job.run_id}/${folderNameOf(job)}`
}
