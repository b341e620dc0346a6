import { Menu } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Braces, Table2 } from "lucide-react";
import type { ActivityFilters } from "../../api/activity.ts";
import { download } from "../../api/download.ts";
import type { ApiFailure } from "../../api/failure.ts";
import { inWords } from "../../api/in-words.ts";
import { MoreMenu } from "../../parts/MoreMenu.tsx";
import { Notice } from "../../parts/Notice.tsx";
import { toast } from "../../parts/toast.tsx";
import { texts } from "../../texts/index.ts";

const say = texts.activity;

/** What the filters match, as a file. */
export function ExportMenu({ filters }: { filters: ActivityFilters }) {
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
