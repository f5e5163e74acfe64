export { openTables } from './open-tables.ts'
export type {
  Groups,
  JoinedTable,
  PageRequest,
  PairPosition,
  PairsRequest,
  TableQueries,
  TableRow,
  TableSource,
  Tables,
  TablesOptions,
  Vectors,
  WrittenColumn,
} from './tables.ts'
