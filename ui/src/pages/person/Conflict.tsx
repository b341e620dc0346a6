import { Button, Radio } from "@mantine/core";
import { useState } from "react";
import type { PersonAt } from "../../api/people.ts";
import { DialogFoot } from "../../parts/Dialog.tsx";
import { Facts } from "../../parts/Facts.tsx";
import { Notice } from "../../parts/Notice.tsx";
import { roleKey } from "../../roles.ts";
import { texts } from "../../texts/index.ts";
import { nameOf } from "../people/columns.tsx";
import { labelOf, valuesOf } from "./fields.ts";
import { mergeOf, type Values } from "./merge.ts";
import classes from "./PersonPage.module.css";

const say = texts.person.conflict;

/** Someone else saved first: what each changed, and a choice where both changed the same. */
export function Conflict({
  base,
  yours,
  person,
  pending,
  onCancel,
  onChosen,
}: {
  base: Values;
  yours: Values;
  /** As they are stored now. */
  person: PersonAt;
  pending: boolean;
  onCancel: () => void;
  onChosen: (values: Values) => void;
}) {
  const theirs = valuesOf(person);
  const merge = mergeOf(base, yours, theirs);
  const [chosen, setChosen] = useState<Record<string, "yours" | "theirs">>({});
  const inWords = (field: string, value: string | undefined) =>
    field === "accessRole" ? texts.roles.names[roleKey(value)] : value || say.empty;

  const save = () => {
    const keep = [...merge.theirs, ...merge.both.filter((field) => chosen[field] !== "yours")];
    onChosen({ ...yours, ...Object.fromEntries(keep.map((field) => [field, theirs[field] ?? ""])) });
  };
  const facts = (fields: string[], values: Values) =>
    fields.map((field) => ({ name: labelOf(person, field), value: inWords(field, values[field]) }));

  return (
    <div className={classes.form}>
      <Notice tone="waiting" title={say.title}>
        {say.text(nameOf(person))}
      </Notice>
      {merge.both.length > 0 && (
        <div>
          <h3>{say.both}</h3>
          {merge.both.map((field) => (
            <Radio.Group
              key={field}
              label={say.choose(labelOf(person, field))}
              value={chosen[field] ?? "theirs"}
              onChange={(which) => setChosen({ ...chosen, [field]: which as "yours" | "theirs" })}
              className={classes.choice ?? ""}
            >
              <Radio size="xs" value="theirs" label={`${say.theirs}: ${inWords(field, theirs[field])}`} />
              <Radio size="xs" value="yours" label={`${say.yours}: ${inWords(field, yours[field])}`} />
            </Radio.Group>
          ))}
        </div>
      )}
      {merge.theirs.length > 0 && (
        <div>
          <h3>{say.theirsOnly}</h3>
          <Facts facts={facts(merge.theirs, theirs)} />
        </div>
      )}
      {merge.yours.length > 0 && (
        <div>
          <h3>{say.yoursOnly}</h3>
          <Facts facts={facts(merge.yours, yours)} />
        </div>
      )}
      <DialogFoot>
        <Button onClick={onCancel}>{texts.parts.cancel}</Button>
        <Button variant="filled" data-autofocus aria-busy={pending} onClick={() => !pending && save()}>
          {say.save}
        </Button>
      </DialogFoot>
    </div>
  );
}
