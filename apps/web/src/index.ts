export { type OpenPages, openPages } from './pages.ts'
