import { Menu } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Braces, Eye, Table2 } from "lucide-react";
import type { ActivityFilters } from "../../api/activity.ts";
import { download } from "../../api/download.ts";
import type { ApiFailure } from "../../api/failure.ts";
import { inWords } from "../../api/in-words.ts";
import { MoreMenu } from "../../parts/MoreMenu.tsx";
import { Notice } from "../../parts/Notice.tsx";
import { toast } from "../../parts/toast.tsx";
import { paths } from "../../paths.ts";
import { texts } from "../../texts/index.ts";

const say = texts.activity;

/** What is seldom wanted: the calls that only read, and what the filters match as a file. */
export function ActivityMenu({ filters }: { filters: ActivityFilters }) {
  const save = useMutation<string | null, ApiFailure, "csv" | "json">({
    mutationFn: (format) =>
      download(
        `/api/v1/activity/export?${new URLSearchParams({ ...filters, format })}`,
        `activity.${format}`,
      ),
    onSuccess: (place) => place && toast(say.exported(place)),
  });
  return (
    <>
      {save.error && <Notice tone="refused">{say.exportFailed(inWords(save.error))}</Notice>}
      <MoreMenu>
        <Menu.Item component={Link} to={paths.reads} leftSection={<Eye size={14} aria-hidden />}>
          {say.reads.open}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>{say.export}</Menu.Label>
        <Menu.Item leftSection={<Table2 size={14} aria-hidden />} onClick={() => save.mutate("csv")}>
          {say.exportCsv}
        </Menu.Item>
        <Menu.Item leftSection={<Braces size={14} aria-hidden />} onClick={() => save.mutate("json")}>
          {say.exportJson}
        </Menu.Item>
      </MoreMenu>
    </>
  );
}
