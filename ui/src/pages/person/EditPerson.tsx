import { Button, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { ApiFailure } from "../../api/failure.ts";
import { type PersonAt, type PersonChange, personQuery, useEditPerson } from "../../api/people.ts";
import { refusalByField } from "../../api/refusal-by-field.ts";
import { Dialog, DialogFoot } from "../../parts/Dialog.tsx";
import { Facts } from "../../parts/Facts.tsx";
import { FieldRefusal } from "../../parts/FieldRefusal.tsx";
import { Notice } from "../../parts/Notice.tsx";
import { RoleRows } from "../../parts/RoleRows.tsx";
import { toast } from "../../parts/toast.tsx";
import { type RoleKey, roleKey, toApiRole } from "../../roles.ts";
import { texts } from "../../texts/index.ts";
import { nameOf } from "../people/columns.tsx";
import { Conflict } from "./Conflict.tsx";
import { asText, fieldsOf, isRequired, isRole, valuesOf } from "./fields.ts";
import { changeOf, type Values } from "./merge.ts";
import classes from "./PersonPage.module.css";

const say = texts.person.editDialog;

/** Edit User. The form begins from the person as they were when it was opened; nothing that arrives later moves it. */
export function EditPerson({
  person,
  opened,
  onClose,
}: {
  person: PersonAt;
  opened: boolean;
  onClose: () => void;
}) {
  return (
    <Dialog opened={opened} onClose={onClose} title={say.title(nameOf(person))} wide>
      <Edit first={person} onClose={onClose} />
    </Dialog>
  );
}

function Edit({ first, onClose }: { first: PersonAt; onClose: () => void }) {
  const queries = useQueryClient();
  const [base, setBase] = useState(first);
  const [conflict, setConflict] = useState<{ yours: Values; theirs: PersonAt } | null>(null);
  const edit = useEditPerson(base.id);

  const save = (values: Values, over: PersonAt) => {
    const { accessRole, ...fields } = changeOf(valuesOf(over), values);
    const role = accessRole === undefined ? {} : { accessRole: toApiRole(roleKey(accessRole)) };
    const change: PersonChange = { ...fields, ...role };
    if (Object.keys(change).length === 0) return onClose();
    edit.mutate(
      { etag: over.etag, change },
      {
        onSuccess: (saved) => {
          toast(say.saved(nameOf(saved)));
          onClose();
        },
        onError: (failure) => {
          if (failure.code === "precondition_failed") void show(values);
        },
      },
    );
  };

  /** Someone was quicker: what is stored now, beside what was typed. */
  const show = async (yours: Values) => {
    const theirs = await queries
      .fetchQuery({ ...personQuery(base.id), staleTime: 0 })
      // The refusal stays in sight; saving again asks again.
      .catch(() => null);
    if (theirs) setConflict({ yours, theirs });
  };

  if (conflict)
    return (
      <Conflict
        base={valuesOf(base)}
        yours={conflict.yours}
        person={conflict.theirs}
        pending={edit.isPending}
        onCancel={onClose}
        onChosen={(values) => {
          setBase(conflict.theirs);
          save(values, conflict.theirs);
        }}
      />
    );
  return (
    <EditForm
      person={base}
      pending={edit.isPending}
      failure={edit.error}
      onTyped={edit.reset}
      onSave={(values) => save(values, base)}
      onCancel={onClose}
    />
  );
}

function EditForm({
  person,
  pending,
  failure,
  onTyped,
  onSave,
  onCancel,
}: {
  person: PersonAt;
  pending: boolean;
  failure: ApiFailure | null;
  onTyped: () => void;
  onSave: (values: Values) => void;
  onCancel: () => void;
}) {
  const fields = fieldsOf(person);
  const [all, setAll] = useState(false);
  const managed = person.attributes.filter((it) => it.managed && !isRole(it));
  const sentRole = person.attributes.some((it) => it.managed && isRole(it));
  const roles = person.can.setAccessRole.map(roleKey);
  const present = valuesOf(person);
  const form = useForm<Values>({
    initialValues: Object.fromEntries(
      [...fields.map(({ name }) => name), "accessRole"].map((name) => [name, present[name] ?? ""]),
    ),
    clearInputErrorOnChange: true,
    validate: (values) =>
      Object.fromEntries(
        fields
          .filter(({ name }) => isRequired(name) && !values[name]?.trim())
          .map(({ name, label }) => [name, say.missing(label)]),
      ),
    onValuesChange: () => failure && onTyped(),
  });
  const refusal = failure ? refusalByField(failure, Object.keys(form.values)) : null;
  const beside = (field: string) =>
    form.errors[field] ?? (refusal?.field === field ? <FieldRefusal refusal={refusal} /> : undefined);
  const shown = fields.filter(({ name, usual }) => all || usual || beside(name) !== undefined);
  return (
    <form
      onSubmit={form.onSubmit(
        (values) => {
          if (!pending) onSave(values);
        },
        (failures) => {
          const name = Object.keys(failures)[0];
          if (name) form.getInputNode(name)?.focus();
        },
      )}
      noValidate
      className={classes.form}
    >
      {refusal && !refusal.field && <Notice tone="refused">{refusal.text}</Notice>}
      {shown.length > 0 && (
        <div className={classes.two}>
          {shown.map(({ name, label }, at) => (
            <TextInput
              key={name}
              label={label}
              data-autofocus={at === 0 || undefined}
              autoComplete="off"
              spellCheck={false}
              {...form.getInputProps(name)}
              error={beside(name)}
            />
          ))}
        </div>
      )}
      {shown.length < fields.length && (
        <Button variant="subtle" className={classes.older ?? ""} onClick={() => setAll(true)}>
          {say.more(fields.length - shown.length)}
        </Button>
      )}
      <RoleRows
        label={texts.person.accessRole}
        value={roleKey(form.values.accessRole)}
        onChange={(role: RoleKey) => form.setFieldValue("accessRole", role)}
        allowed={roles}
        failure={beside("accessRole")}
      />
      {roles.length === 0 && <p className={classes.before}>{say.roleNotYours}</p>}
      {roles.length > 0 && sentRole && <p className={classes.before}>{say.roleManaged}</p>}
      {managed.length > 0 && (
        <section className={classes.managed} aria-label={say.managedTitle}>
          <h3>{say.managedTitle}</h3>
          <p>{say.managedHint}</p>
          <Facts
            facts={managed.map(({ label, value }) => ({
              name: label,
              value: asText(value) || null,
              fromOkta: true,
            }))}
          />
        </section>
      )}
      <DialogFoot>
        <Button onClick={onCancel}>{texts.parts.cancel}</Button>
        <Button type="submit" variant="filled" aria-busy={pending} aria-disabled={pending}>
          {pending ? say.saving : say.save}
        </Button>
      </DialogFoot>
    </form>
  );
}
