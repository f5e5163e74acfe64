/** Names of the folders of a job, which stay open in its command until an executor fills them. */
const folderVariables = ['INPUT_DIR', 'OUTPUT_DIR', 'TEMP_DIR'] as const

/** Where a job finds each of its folders. */
export type JobFolders = Readonly<Record<(typeof folderVariables)[number], string>>

/** Whether a name is that of a folder of a job. */
export function isFolderVariable(name: string): name is keyof JobFolders {
  return folderVariables.some((folder) => folder === name)
}

/**
 * A text of a job as it is executed: the folders in the place of `${INPUT_DIR}`, `${OUTPUT_DIR}` and `${TEMP_DIR}`, a
 * dollar sign in the place of `$$`. Whatever else is in braces stays.
 */
export function fillFolders(template: string, folders: JobFolders): string {
  return template.replaceAll(/\$(?:\$|\{(\w+)\})/g, (whole, name: string | undefined) => {
    if (name === undefined) return '$'
    return isFolderVariable(name) ? folders[name] : whole
  })
}
