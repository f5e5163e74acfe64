import { readFileSync } from 'node:fs'
import { Html } from './html.ts'

export const style = readFileSync(new URL('./page.css', import.meta.url), 'utf8')

/** Exactly these bytes, so that the hash fits. */
export const styleElement = new Html(`<style>${style}</style>`)
