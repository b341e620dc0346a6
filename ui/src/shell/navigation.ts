// What the sidebar lists, for whom. A new screen is a line here and a route in router.tsx; a line whose route is
// not there yet does not show.
import {
  Activity,
  Building2,
  CreditCard,
  House,
  type LucideIcon,
  PlayCircle,
  Settings,
  Stethoscope,
  User,
  Users,
} from "lucide-react";
import { includes, type RoleKey } from "../roles.ts";
import { texts } from "../texts/index.ts";

export interface NavigationEntry {
  to: string;
  label: string;
  Icon: LucideIcon;
  /** The least access role that may see it. */
  needs: RoleKey;
}

export interface NavigationSection {
  id: string;
  /** Home stands above all sections. */
  title: string | null;
  entries: readonly NavigationEntry[];
}

const say = texts.shell;

export const navigation: readonly NavigationSection[] = [
  { id: "home", title: null, entries: [{ to: "/", label: say.home, Icon: House, needs: "none" }] },
  {
    id: "directory",
    title: say.sections.directory,
    entries: [
      { to: "/people", label: say.people, Icon: User, needs: "ReadOnly" },
      { to: "/groups", label: say.groups, Icon: Users, needs: "ReadOnly" },
    ],
  },
  {
    id: "okta",
    title: say.sections.okta,
    entries: [
      { to: "/organization", label: say.organization, Icon: Building2, needs: "EnterpriseAdmin" },
      { to: "/activity", label: say.activity, Icon: Activity, needs: "Admin" },
      { to: "/troubleshooting", label: say.troubleshooting, Icon: Stethoscope, needs: "Admin" },
      { to: "/rehearsal", label: say.rehearsal, Icon: PlayCircle, needs: "EnterpriseAdmin" },
    ],
  },
  {
    id: "server",
    title: say.sections.server,
    entries: [
      { to: "/billing", label: say.billing, Icon: CreditCard, needs: "EnterpriseAdmin" },
      { to: "/settings", label: say.settings, Icon: Settings, needs: "none" },
    ],
  },
];

/** The sections that role `mine` may see, without those that would be empty. */
export function navigationFor(mine: RoleKey, exists: (to: string) => boolean): NavigationSection[] {
  return navigation
    .map((section) => ({
      ...section,
      entries: section.entries.filter(({ to, needs }) => includes(mine, needs) && exists(to)),
    }))
    .filter(({ entries }) => entries.length > 0);
}
