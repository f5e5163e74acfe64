export { openTables } from './open-tables.ts'
export type {
  Groups,
  JoinedTable,
  PageRequest,
  PairPosition,
  Pairs,
  PairsRequest,
  TableQueries,
  TableRow,
  TableSource,
  Tables,
  TablesOptions,
  Vectors,
  WrittenColumn,
} from './tables.ts'
