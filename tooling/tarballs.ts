import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { root, runOrThrow } from './command.ts'
import { packInto, publishedFolders } from './packing.ts'

// The published packages as files that npm installs, for as long as they are on no registry.
const destination = join(root, 'tarballs')
rmSync(destination, { recursive: true, force: true })
mkdirSync(destination)
await runOrThrow(['turbo', 'run', 'build'])
for (const folder of publishedFolders()) console.log(await packInto(destination, folder))
