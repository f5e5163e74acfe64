import {
  Activity,
  Bot,
  Database,
  FlaskConical,
  FolderTree,
  House,
  ListChecks,
  type LucideIcon,
  Ruler,
  Settings,
} from 'lucide-react'
import { shellTexts } from '../texts/shell.ts'

interface Place {
  readonly href: string
  readonly text: string
  readonly icon: LucideIcon
}

interface PlaceGroup {
  readonly title: string | undefined
  readonly places: readonly Place[]
}

const { groups, places } = shellTexts

export const placeGroups: readonly PlaceGroup[] = [
  { title: undefined, places: [{ href: '/', text: places.home, icon: House }] },
  {
    title: groups.evaluate,
    places: [
      { href: '/datasets', text: places.datasets, icon: Database },
      { href: '/experiments', text: places.experiments, icon: FlaskConical },
      { href: '/models', text: places.models, icon: Bot },
      { href: '/registry', text: places.metrics, icon: Ruler },
    ],
  },
  {
    title: groups.compute,
    places: [
      { href: '/runs', text: places.runs, icon: Activity },
      { href: '/jobs', text: places.jobs, icon: ListChecks },
      { href: '/files', text: places.files, icon: FolderTree },
    ],
  },
  { title: undefined, places: [{ href: '/settings', text: places.settings, icon: Settings }] },
]

export function isAt(path: string, href: string): boolean {
  return path === href || (href !== '/' && path.startsWith(`${href}/`))
}
