export { openPages, type Pages } from './pages.ts'
