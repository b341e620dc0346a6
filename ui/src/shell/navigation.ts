// What the sidebar lists. A new screen is a line here and a route in router.tsx.
import { House, type LucideIcon } from "lucide-react";
import { texts } from "../texts/index.ts";

export interface NavigationEntry {
  to: "/";
  label: string;
  Icon: LucideIcon;
}

export const navigation: readonly NavigationEntry[] = [{ to: "/", label: texts.shell.home, Icon: House }];
