import {
  Activity,
  AppWindow,
  Boxes,
  Database,
  FlaskConical,
  FolderTree,
  Gavel,
  House,
  ListChecks,
  type LucideIcon,
  Ruler,
  Server,
  Settings,
  ShieldCheck,
} from 'lucide-react'
import { shellTexts } from '../texts/shell.ts'

export interface Place {
  readonly href: string
  readonly text: string
  readonly icon: LucideIcon
}

interface PlaceGroup {
  readonly title: string | undefined
  readonly places: readonly Place[]
  readonly is_for_admins?: boolean
}

const { groups, places } = shellTexts

export const placeGroups: readonly PlaceGroup[] = [
  { title: undefined, places: [{ href: '/', text: places.home, icon: House }] },
  {
    title: groups.evaluate,
    places: [
      { href: '/datasets', text: places.datasets, icon: Database },
      { href: '/experiments', text: places.experiments, icon: FlaskConical },
      { href: '/models', text: places.models, icon: Boxes },
      { href: '/judges', text: places.judges, icon: Gavel },
      // at /metrics stand the figures of the server, for Prometheus
      { href: '/registry', text: places.metrics, icon: Ruler },
    ],
  },
  {
    title: groups.compute,
    places: [
      { href: '/runs', text: places.runs, icon: Activity },
      { href: '/jobs', text: places.jobs, icon: ListChecks },
      { href: '/applications', text: places.applications, icon: AppWindow },
      { href: '/files', text: places.files, icon: FolderTree },
      { href: '/workers', text: places.workers, icon: Server },
    ],
  },
  { title: groups.server, places: [{ href: '/admin', text: places.admin, icon: ShieldCheck }], is_for_admins: true },
  { title: undefined, places: [{ href: '/settings', text: places.settings, icon: Settings }] },
]

export function isAt(path: string, href: string): boolean {
  return path === href || (href !== '/' && path.startsWith(`${href}/`))
}
