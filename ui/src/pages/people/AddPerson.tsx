import { Button, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { type Person, useAddPerson } from "../../api/people.ts";
import { refusalByField } from "../../api/refusal-by-field.ts";
import { Dialog, DialogFoot } from "../../parts/Dialog.tsx";
import { FieldRefusal } from "../../parts/FieldRefusal.tsx";
import { Notice } from "../../parts/Notice.tsx";
import { RoleRows } from "../../parts/RoleRows.tsx";
import { toast } from "../../parts/toast.tsx";
import { accessRoles, includes, type RoleKey, toApiRole } from "../../roles.ts";
import { texts } from "../../texts/index.ts";
import { nameOf } from "./columns.tsx";
import { InviteLink } from "./InviteLink.tsx";
import classes from "./PeoplePage.module.css";

const say = texts.people.addDialog;

/** Adds someone whom Okta does not provision, then gives the one-time link where a local password is of use. */
export function AddPerson({
  opened,
  mine,
  onClose,
}: {
  opened: boolean;
  mine: RoleKey;
  onClose: () => void;
}) {
  const [added, setAdded] = useState<Person | null>(null);
  const navigate = useNavigate();
  const close = () => {
    onClose();
    setAdded(null);
  };
  const told = (person: Person) => {
    toast(say.done(nameOf(person)));
    if (person.can.invite) return setAdded(person);
    close();
    void navigate({ to: "/people/$id", params: { id: person.id } });
  };
  return (
    <Dialog
      opened={opened}
      onClose={close}
      title={added ? texts.people.invite.title(nameOf(added)) : say.title}
      wide
    >
      {added ? (
        <InviteLink person={added} onDone={close} />
      ) : (
        <AddForm mine={mine} onAdded={told} onCancel={close} />
      )}
    </Dialog>
  );
}

function AddForm({
  mine,
  onAdded,
  onCancel,
}: {
  mine: RoleKey;
  onAdded: (person: Person) => void;
  onCancel: () => void;
}) {
  const add = useAddPerson();
  const form = useForm({
    initialValues: { givenName: "", familyName: "", email: "", accessRole: "none" as RoleKey },
    // What is wrong stands beside its field until the field changes.
    clearInputErrorOnChange: true,
    validate: {
      givenName: (value) => (value.trim() ? null : say.missing.givenName),
      familyName: (value) => (value.trim() ? null : say.missing.familyName),
      email: (value) =>
        value.trim() ? (/^[^\s@]+@[^\s@]+$/.test(value.trim()) ? null : say.emailShape) : say.missing.email,
    },
  });
  const refusal = add.error ? refusalByField(add.error, Object.keys(form.values)) : null;
  const beside = (field: string) =>
    form.errors[field] ?? (refusal?.field === field ? <FieldRefusal refusal={refusal} /> : undefined);
  const input = (field: "givenName" | "familyName" | "email") => {
    const props = form.getInputProps(field);
    return {
      ...props,
      error: beside(field),
      onChange: (event: React.ChangeEvent<HTMLInputElement>) => {
        if (refusal?.field === field) add.reset();
        props.onChange(event);
      },
    };
  };
  const submit = form.onSubmit(
    ({ accessRole, ...values }) => {
      if (add.isPending) return;
      const trimmed = Object.fromEntries(
        Object.entries(values).map(([field, value]) => [field, value.trim()]),
      ) as typeof values;
      add.mutate({ ...trimmed, accessRole: toApiRole(accessRole) }, { onSuccess: onAdded });
    },
    (failures) => {
      const first = Object.keys(failures)[0];
      if (first) form.getInputNode(first)?.focus();
    },
  );
  return (
    <form onSubmit={submit} noValidate className={classes.form}>
      <p className={classes.lead}>{say.lead}</p>
      {refusal && !refusal.field && <Notice tone="refused">{refusal.text}</Notice>}
      <div className={classes.names}>
        <TextInput label={say.givenName} data-autofocus autoComplete="off" {...input("givenName")} />
        <TextInput label={say.familyName} autoComplete="off" {...input("familyName")} />
      </div>
      <TextInput
        label={say.email}
        type="email"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        {...input("email")}
      />
      <RoleRows
        label={say.accessRole}
        value={form.values.accessRole}
        onChange={(role) => form.setFieldValue("accessRole", role)}
        allowed={accessRoles.filter((role) => role !== "EnterpriseAdmin" || includes(mine, role))}
        failure={beside("accessRole")}
      />
      <DialogFoot>
        <Button onClick={onCancel}>{texts.parts.cancel}</Button>
        <Button type="submit" variant="filled" aria-busy={add.isPending} aria-disabled={add.isPending}>
          {add.isPending ? say.pending : say.submit}
        </Button>
      </DialogFoot>
    </form>
  );
}
