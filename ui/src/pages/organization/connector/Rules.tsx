import { Button, Checkbox, NumberInput, Select } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { FormEvent } from "react";
import { type Connector, type ConnectorRules, useSaveRules } from "../../../api/connector.ts";
import { inWords } from "../../../api/in-words.ts";
import { Choices } from "../../../parts/Choices.tsx";
import { Notice } from "../../../parts/Notice.tsx";
import { toast } from "../../../parts/toast.tsx";
import { accessRoles, type RoleKey, roleKey, toApiRole } from "../../../roles.ts";
import { Section } from "../../../shell/Page.tsx";
import { texts } from "../../../texts/index.ts";
import classes from "./Connector.module.css";

const say = texts.connector.rules;
const MOST_PEOPLE = 1_000_000;

interface Values {
  roleCap: RoleKey;
  matchBy: ConnectorRules["matchBy"];
  percent: number | string;
  least: number | string;
  hold: boolean;
}

const valuesOf = ({ roleCap, matchBy, massDeactivation }: ConnectorRules): Values => ({
  roleCap: roleKey(roleCap),
  matchBy,
  ...massDeactivation,
});

const within = (from: number, to: number) => (value: number | string) =>
  typeof value === "number" && Number.isInteger(value) && value >= from && value <= to
    ? null
    : say.range(String(from), String(to));

/** What Okta may do here: the highest role, whom a sign-in names, and how many it may deactivate unseen. */
export function Rules({ connector }: { connector: Connector }) {
  const save = useSaveRules();
  const form = useForm<Values>({
    initialValues: valuesOf(connector),
    validate: { percent: within(1, 100), least: within(1, MOST_PEOPLE) },
    clearInputErrorOnChange: true,
  });
  const { roleCap, matchBy, percent, least, hold } = form.getValues();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { errors } = form.validate();
    const first = Object.keys(errors)[0];
    if (first) form.getInputNode(first)?.focus();
    else if (!save.isPending)
      save.mutate(
        {
          roleCap: toApiRole(roleCap),
          matchBy,
          massDeactivation: { percent: Number(percent), least: Number(least), hold },
        },
        {
          onSuccess: () => {
            form.resetDirty();
            toast(say.saved);
          },
        },
      );
  };
  return (
    <Section id="rules" title={say.title}>
      <form onSubmit={submit} noValidate className={classes.form}>
        <Select
          label={say.roleCap}
          description={say.roleCapHint}
          allowDeselect={false}
          data={accessRoles.toReversed().map((role) => ({ value: role, label: texts.roles.names[role] }))}
          {...form.getInputProps("roleCap")}
        />
        <Choices<Values["matchBy"]>
          label={say.matchBy}
          value={matchBy}
          onChange={(value) => form.setFieldValue("matchBy", value)}
          choices={[
            { value: "externalId", label: say.externalId, hint: say.externalIdHint },
            { value: "userName", label: say.userName, hint: say.userNameHint },
          ]}
        />
        <div>
          <h3 className={classes.part}>{say.mass}</h3>
          <p className={classes.meta}>{say.massLead}</p>
        </div>
        <div className={classes.pair}>
          <NumberInput
            label={say.percent}
            min={1}
            max={100}
            clampBehavior="none"
            hideControls
            {...form.getInputProps("percent")}
          />
          <NumberInput
            label={say.least}
            min={1}
            clampBehavior="none"
            hideControls
            {...form.getInputProps("least")}
          />
        </div>
        <Checkbox
          label={say.hold}
          description={say.holdHint}
          {...form.getInputProps("hold", { type: "checkbox" })}
        />
        {save.error && <Notice tone="refused">{inWords(save.error)}</Notice>}
        <div className={classes.foot}>
          <Button type="submit" variant={form.isDirty() ? "filled" : "default"} aria-busy={save.isPending}>
            {say.save}
          </Button>
        </div>
      </form>
    </Section>
  );
}
