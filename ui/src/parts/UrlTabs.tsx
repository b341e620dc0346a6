import { Tabs } from "@mantine/core";
import type { ReactNode } from "react";
import { useUrl } from "../url.ts";
import classes from "./UrlTabs.module.css";

export interface UrlTab {
  value: string;
  label: string;
  content: ReactNode;
}

/** Tabs whose open one stands in the address as `?tab=`; the first is open without. Only it is rendered. */
export function UrlTabs({ label, tabs }: { label: string; tabs: UrlTab[] }) {
  const { search, set } = useUrl();
  const first = tabs[0];
  if (!first) return null;
  const open = tabs.find(({ value }) => value === search.tab) ?? first;
  return (
    <Tabs
      value={open.value}
      onChange={(value) => set({ tab: value === first.value ? null : value }, { push: true })}
      keepMounted={false}
      classNames={{ list: classes.list ?? "", tab: classes.tab ?? "", panel: classes.panel ?? "" }}
    >
      <Tabs.List aria-label={label}>
        {tabs.map((tab) => (
          <Tabs.Tab key={tab.value} value={tab.value}>
            {tab.label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {tabs.map((tab) => (
        <Tabs.Panel key={tab.value} value={tab.value}>
          {tab.content}
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
