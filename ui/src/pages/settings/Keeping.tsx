import { Button, NumberInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { FormEvent } from "react";
import { inWords } from "../../api/in-words.ts";
import { type Settings, useSaveKeeping } from "../../api/settings.ts";
import { Notice } from "../../parts/Notice.tsx";
import { toast } from "../../parts/toast.tsx";
import { Section } from "../../shell/Page.tsx";
import { texts } from "../../texts/index.ts";
import classes from "./Settings.module.css";

const say = texts.settings.keeping;
const LEAST_ACTIVITY_DAYS = 30;
const MOST_DAYS = 3650;

type Values = { activityDays: number | string; bodiesDays: number | string };

/** 0 is for ever. */
const isDays = (value: number | string, from: number, to: number) =>
  typeof value === "number" && Number.isInteger(value) && (value === 0 || (value >= from && value <= to));

/** How long the record is kept: entries, and for a shorter time what was sent and answered with them. */
export function Keeping({ settings }: { settings: Settings }) {
  const save = useSaveKeeping();
  const form = useForm<Values>({
    initialValues: { activityDays: settings.activityDays, bodiesDays: settings.bodiesDays },
    validate: {
      activityDays: (days) =>
        isDays(days, LEAST_ACTIVITY_DAYS, MOST_DAYS)
          ? null
          : say.activityRange(String(LEAST_ACTIVITY_DAYS), String(MOST_DAYS)),
      bodiesDays: (days, { activityDays }) => {
        const bounded = isDays(activityDays, LEAST_ACTIVITY_DAYS, MOST_DAYS) && activityDays !== 0;
        const most = bounded ? Number(activityDays) : MOST_DAYS;
        return isDays(days, 1, most) ? null : say.bodiesRange(String(most));
      },
    },
    clearInputErrorOnChange: true,
  });
  const { activityDays, bodiesDays } = form.getValues();
  const changed = activityDays !== settings.activityDays || bodiesDays !== settings.bodiesDays;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const first = Object.keys(form.validate().errors)[0];
    if (first) form.getInputNode(first)?.focus();
    else if (changed && !save.isPending)
      save.mutate(
        { activityDays: Number(activityDays), bodiesDays: Number(bodiesDays) },
        {
          onSuccess: () => toast(say.saved),
          onError: (failure) => {
            const field = failure.members.field;
            if (field === "activityDays" || field === "bodiesDays") form.setFieldError(field, failure.detail);
          },
        },
      );
  };
  const told = save.error && save.error.members.field === undefined ? save.error : null;
  return (
    <Section id="keeping" title={say.title} lead={say.lead}>
      <form onSubmit={submit} noValidate className={classes.form}>
        <div className={classes.pair}>
          <NumberInput
            label={say.activity}
            min={0}
            max={MOST_DAYS}
            clampBehavior="none"
            hideControls
            {...form.getInputProps("activityDays")}
          />
          <NumberInput
            label={say.bodies}
            min={0}
            max={MOST_DAYS}
            clampBehavior="none"
            hideControls
            {...form.getInputProps("bodiesDays")}
          />
        </div>
        {told && <Notice tone="refused">{inWords(told)}</Notice>}
        <div className={classes.foot}>
          <Button
            type="submit"
            variant={changed ? "filled" : "default"}
            aria-disabled={!changed}
            aria-busy={save.isPending}
          >
            {say.save}
          </Button>
        </div>
      </form>
    </Section>
  );
}
