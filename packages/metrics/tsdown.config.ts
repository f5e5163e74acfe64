import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: { index: 'src/index.ts', 'embeddings/index': 'src/embeddings/index.ts' },
  dts: true,
  platform: 'neutral',
})
