import { Button, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { inWords } from "../../api/in-words.ts";
import {
  type Choice,
  dialects,
  isChoice,
  type RehearsalView,
  useStartRehearsal,
} from "../../api/rehearsal.ts";
import { Choices } from "../../parts/Choices.tsx";
import { Notice } from "../../parts/Notice.tsx";
import { Section } from "../../shell/Page.tsx";
import { texts } from "../../texts/index.ts";
import classes from "./Rehearsal.module.css";

const say = texts.rehearsal;
const MOST = 500;
const USUAL = 20;
const choices = ([...dialects, "all"] as const).map((value) => ({
  value,
  label: say.dialects[value],
  hint: say.dialectTexts[value],
}));

/** What was chosen the last time, as the server tells it. */
type Last = Pick<RehearsalView, "dialect" | "users">;

/** How the stand-in Okta speaks and how many people it has. */
export function StartForm({ running, last = null }: { running: boolean; last?: Last | null }) {
  const again = last !== null;
  const start = useStartRehearsal();
  const form = useForm<{ dialect: Choice; users: string }>({
    // Another one is most often the same once more.
    initialValues: {
      dialect: last && isChoice(last.dialect) ? last.dialect : "aiw",
      users: String(last?.users ?? USUAL),
    },
    validate: { users: (typed) => (countOf(typed) === null ? say.usersWrong(typed.trim()) : null) },
  });
  const submit = form.onSubmit(
    ({ dialect, users }) => {
      if (start.isPending || running) return;
      start.mutate({ dialect, users: countOf(users) ?? 1 });
    },
    () => form.getInputNode("users")?.focus(),
  );
  const refusal =
    start.error && (start.error.status === 409 ? say.busy : say.notStarted(inWords(start.error)));
  return (
    <Section id="start" title={again ? say.startAgain : say.startTitle}>
      <form onSubmit={submit} noValidate className={classes.form}>
        {refusal && !running && <Notice tone="refused">{refusal}</Notice>}
        <div>
          <Choices
            label={say.dialect}
            choices={choices}
            value={form.values.dialect}
            onChange={(dialect) => form.setFieldValue("dialect", dialect)}
          />
          <p className={classes.hint}>{say.dialectHint}</p>
        </div>
        <TextInput
          label={say.users}
          description={say.usersHint}
          inputMode="numeric"
          autoComplete="off"
          className={classes.users ?? ""}
          {...form.getInputProps("users")}
        />
        {running ? (
          <p className={classes.hint}>{say.whileRunning}</p>
        ) : (
          <div>
            <Button
              type="submit"
              size="md"
              variant="filled"
              aria-busy={start.isPending}
              aria-disabled={start.isPending}
            >
              {start.isPending ? say.starting : again ? say.startAgain : say.start}
            </Button>
          </div>
        )}
      </form>
    </Section>
  );
}

/** 1 to 500, or null for what is no such number. */
function countOf(typed: string): number | null {
  const text = typed.trim();
  const count = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  return count >= 1 && count <= MOST ? count : null;
}
