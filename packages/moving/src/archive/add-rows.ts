import type { CopiedRows } from '@assay/db'
import type { Tell } from '../progress.ts'
import type { ArchiveWriter } from './archive-writer.ts'
import { pieceName } from './manifest.ts'
import { inPieces } from './pieces.ts'

export interface AddedRows {
  readonly folder: string
  readonly rows: CopiedRows
  readonly tell: Tell
}

/** Adds the rows of a table, in pieces; returns how many there were. */
export async function addRows(writer: ArchiveWriter, { folder, rows, tell }: AddedRows): Promise<number> {
  let [pieces, done_bytes] = [0, 0]
  for await (const piece of inPieces(rows)) {
    pieces += 1
    done_bytes += piece.byteLength
    await writer.add(pieceName(folder, pieces), piece)
    tell({ doing: 'rows', done_bytes })
  }
  return rows.rowCount
}
