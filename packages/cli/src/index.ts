export { type ComparisonTableOptions, renderComparison } from './comparison-table.ts'
