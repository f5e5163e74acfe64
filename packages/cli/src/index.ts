export { type ComparisonTableOptions, renderComparison } from './table/comparison-table.ts'
