// biome-ignore-all lint/suspicious/noTemplateCurlyInString: lines of a shell

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readCatalogue } from '@assay/schemas'
import type { ApplicationEntry } from '@assay/sdk'
import type { Platform } from '../../src/index.ts'

export const exampleFile = join(import.meta.dirname, '../../../../examples/applications/mip.yaml')

/** What a module leaves that does as its checks say. */
const scripts: Readonly<Record<string, string>> = {
  legend_segment:
    'echo {} >"$OUTPUT_DIR/${map}_map_segmentation.json"; mkdir "$OUTPUT_DIR/deep"; echo x >"$OUTPUT_DIR/deep/x"; ' +
    'echo scratch >"$TEMP_DIR/words.txt"',
  map_crop:
    'for f in g1000_s1000 g256_s200; do d="$OUTPUT_DIR/${map}_${f}_wo_legend"; mkdir "$d"; echo "$@" >"$d/1.png"; ' +
    'done; echo cropped >"$OUTPUT_DIR/run.log"',
  legend_item_segment: 'echo {} >"$OUTPUT_DIR/${map}_PointLineType.geojson"',
  legend_item_description:
    'echo "key: ${#OPENAI_API_KEY} $OPENAI_API_KEY"; test "$OPENAI_API_KEY" != refused || exit 1; ' +
    'for k in point line polygon; do echo {} >"$OUTPUT_DIR/${map}_$k.json"; done',
  georeference: 'echo "$(cat "$INPUT_DIR/maps/$map/$map.tif") key: $OPENAI_API_KEY" >"$OUTPUT_DIR/$map.json"',
}

/** What each can be told: to wait until it is stopped, and to leave nothing. */
const told = 'case "$1" in --hold) echo begun; exec sleep 600;; --leave_nothing) exit 0;; esac; '

/** Puts the example into the catalogue, with lines of a shell in the place of its images. */
export async function applyStandIns(platform: Platform): Promise<void> {
  const admin = await platform.addUser({ groups: ['users', 'admin'] })
  await admin.client.applications.apply({ entries: await standIns() })
}

async function standIns(): Promise<ApplicationEntry[]> {
  const { entries, faults } = readCatalogue(await readFile(exampleFile, 'utf8'))
  if (faults.length > 0) throw new TypeError(JSON.stringify(faults))
  return entries.map(({ image: _, user: __, command: ___, ...entry }) => ({
    ...entry,
    shell: `${told}${scripts[entry.entrypoint] ?? 'echo done >"$OUTPUT_DIR/done"'}; echo ended`,
    resources: { memory_bytes: 64 << 20, cpu: 0.1 },
    network: false,
  }))
}
