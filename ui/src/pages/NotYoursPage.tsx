import { useLocation } from "@tanstack/react-router";
import { Lock } from "lucide-react";
import { Empty } from "../parts/States.tsx";
import type { RoleKey } from "../roles.ts";
import { navigation } from "../shell/navigation.ts";
import { Page } from "../shell/Page.tsx";
import { texts } from "../texts/index.ts";

/** A page that the access role does not give: which one does, and who gives it. */
export function NotYoursPage({ needs, mine }: { needs: RoleKey; mine: RoleKey }) {
  const { pathname } = useLocation();
  const entry = navigation
    .flatMap(({ entries }) => entries)
    .find(({ to }) => to !== "/" && (pathname === to || pathname.startsWith(`${to}/`)));
  const { names } = texts.roles;
  const say = texts.notYours;
  return (
    <Page title={entry?.label ?? texts.product}>
      <Empty Icon={Lock} title={say.title}>
        {say.text(entry?.label ?? pathname, names[needs], names[mine])} {say.todo}
      </Empty>
    </Page>
  );
}
