/** A file with its place below the folder that it was dropped into. */
export interface PlacedFile {
  readonly path: string
  readonly body: File
}

/** What was dropped, with all that is in folders; what a drop holds is gone after its event. */
export async function droppedFiles({ items, files }: DataTransfer): Promise<PlacedFile[]> {
  const entries = [...items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null)
  if (entries.length === 0) return [...files].map((body) => ({ path: body.name, body }))
  return (await Promise.all(entries.map(filesIn))).flat()
}

/** What was chosen; of a folder, with the names of the folders on the way. */
export function chosenFiles(files: readonly File[]): PlacedFile[] {
  return files.map((body) => ({ path: body.webkitRelativePath || body.name, body }))
}

async function filesIn(entry: FileSystemEntry): Promise<PlacedFile[]> {
  if (isFile(entry)) {
    const body = await new Promise<File>((resolve, reject) => entry.file(resolve, reject))
    return [{ path: entry.fullPath.slice(1), body }]
  }
  if (!isFolder(entry)) return []
  const reader = entry.createReader()
  const found: PlacedFile[] = []
  for (;;) {
    // a reader gives at most so many at once, and none at the end
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (some.length === 0) return found
    found.push(...(await Promise.all(some.map(filesIn))).flat())
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory
}
