import { Button, NumberInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { FormEvent } from "react";
import { inWords } from "../../api/in-words.ts";
import { type Settings, useSaveSessionLifetime } from "../../api/settings.ts";
import { Notice } from "../../parts/Notice.tsx";
import { toast } from "../../parts/toast.tsx";
import { Section } from "../../shell/Page.tsx";
import { texts } from "../../texts/index.ts";
import classes from "./Settings.module.css";

const say = texts.settings.sessions;
const LONGEST_HOURS = 24;
const LEAST_IDLE_MINUTES = 5;

type Values = { sessionHours: number | string; sessionIdleMinutes: number | string };

const isWhole = (value: number | string, from: number, to: number) =>
  typeof value === "number" && Number.isInteger(value) && value >= from && value <= to;

/** How long a sign-in lasts, for everyone. It holds at once, for those who are signed in as well. */
export function SessionLifetime({ settings }: { settings: Settings }) {
  const save = useSaveSessionLifetime();
  const form = useForm<Values>({
    initialValues: {
      sessionHours: settings.sessionHours,
      sessionIdleMinutes: settings.sessionIdleMinutes,
    },
    validate: {
      sessionHours: (hours) =>
        isWhole(hours, 1, LONGEST_HOURS) ? null : say.hoursRange(String(LONGEST_HOURS)),
      sessionIdleMinutes: (minutes, { sessionHours }) => {
        const most = 60 * (isWhole(sessionHours, 1, LONGEST_HOURS) ? Number(sessionHours) : LONGEST_HOURS);
        return isWhole(minutes, LEAST_IDLE_MINUTES, most)
          ? null
          : say.minutesRange(String(LEAST_IDLE_MINUTES), String(most));
      },
    },
    clearInputErrorOnChange: true,
  });
  const { sessionHours, sessionIdleMinutes } = form.getValues();
  const changed =
    sessionHours !== settings.sessionHours || sessionIdleMinutes !== settings.sessionIdleMinutes;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const first = Object.keys(form.validate().errors)[0];
    if (first) form.getInputNode(first)?.focus();
    else if (changed && !save.isPending)
      save.mutate(
        { sessionHours: Number(sessionHours), sessionIdleMinutes: Number(sessionIdleMinutes) },
        {
          onSuccess: () => toast(say.saved),
          onError: (failure) => {
            const field = failure.members.field;
            if (field === "sessionHours" || field === "sessionIdleMinutes")
              form.setFieldError(field, failure.detail);
          },
        },
      );
  };
  const told = save.error && save.error.members.field === undefined ? save.error : null;
  return (
    <Section id="sessions" title={say.title} lead={say.lead}>
      <form onSubmit={submit} noValidate className={classes.form}>
        <div className={classes.pair}>
          <NumberInput
            label={say.hours}
            min={1}
            max={LONGEST_HOURS}
            clampBehavior="none"
            hideControls
            {...form.getInputProps("sessionHours")}
          />
          <NumberInput
            label={say.minutes}
            min={LEAST_IDLE_MINUTES}
            clampBehavior="none"
            hideControls
            {...form.getInputProps("sessionIdleMinutes")}
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
