import {
  Activity,
  Bot,
  Boxes,
  Cpu,
  Database,
  FlaskConical,
  FolderTree,
  House,
  ListChecks,
  type LucideIcon,
  Ruler,
  Settings,
  ShieldCheck,
} from 'lucide-react'
import { shellTexts } from '../texts/shell.ts'

interface Place {
  readonly href: string
  readonly text: string
  readonly icon: LucideIcon
  readonly is_for_admins?: true
}

interface PlaceGroup {
  readonly title: string | undefined
  readonly places: readonly Place[]
}

const { groups, places } = shellTexts

const placeGroups: readonly PlaceGroup[] = [
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
      { href: '/applications', text: places.applications, icon: Boxes },
      { href: '/workers', text: places.workers, icon: Cpu },
      { href: '/files', text: places.files, icon: FolderTree },
    ],
  },
  {
    title: undefined,
    places: [
      { href: '/settings', text: places.settings, icon: Settings },
      { href: '/admin', text: places.admin, icon: ShieldCheck, is_for_admins: true },
    ],
  },
]

/** Every place that a user has. */
export function placeGroupsOf({ is_admin }: { readonly is_admin: boolean }): readonly PlaceGroup[] {
  return placeGroups.map(({ title, places: all }) => ({
    title,
    places: all.filter(({ is_for_admins }) => is_admin || is_for_admins !== true),
  }))
}

export function isAt(path: string, href: string): boolean {
  return path === href || (href !== '/' && path.startsWith(`${href}/`))
}
