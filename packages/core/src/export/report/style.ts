import { readFileSync } from 'node:fs'
import { Html } from './html.ts'

/** The style of the page. */
export const style = readFileSync(new URL('./page.css', import.meta.url), 'utf8')

/** The style as an element, byte by byte, so that its hash fits. */
export const styleElement = new Html(`<style>${style}</style>`)
