import { Button, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { connectorQuery } from "../../api/connector.ts";
import type { ChangeInOkta } from "../../api/organization.ts";
import { type Settings, useSavePublicUrl } from "../../api/settings.ts";
import { CopyRow } from "../../parts/CopyRow.tsx";
import { Confirm } from "../../parts/Dialog.tsx";
import { Notice } from "../../parts/Notice.tsx";
import { toast } from "../../parts/toast.tsx";
import { isPlainHttp, publicUrlInWords, squeezed } from "../../public-url.ts";
import { Section } from "../../shell/Page.tsx";
import { texts } from "../../texts/index.ts";
import classes from "./Settings.module.css";

const say = texts.settings.publicUrl;

/** The values in Okta that are made of the public URL. */
const inOkta = (url: string) => {
  const base = url.replace(/\/+$/, "");
  return [
    { field: say.scimUrl, value: `${base}/scim/v2` },
    { field: say.redirect, value: `${base}/auth/callback` },
  ];
};

/** Where this server is reached. Okta knows it, so what must change there is said before it is saved. */
export function PublicUrl({ settings }: { settings: Settings }) {
  const { value, from, stored } = settings.publicUrl;
  const before = stored ?? value;
  const connector = useQuery(connectorQuery);
  const save = useSavePublicUrl();
  const [asking, setAsking] = useState(false);
  const [saved, setSaved] = useState<ChangeInOkta | null>(null);
  const form = useForm({
    initialValues: { publicUrl: before },
    validate: { publicUrl: publicUrlInWords },
    clearInputErrorOnChange: true,
  });
  const typed = form.getValues().publicUrl;
  const changed = typed !== before;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (form.validate().hasErrors) form.getInputNode("publicUrl")?.focus();
    else if (changed) setAsking(true);
  };
  const confirm = () =>
    save.mutate(typed, {
      onSuccess: (answer) => {
        setAsking(false);
        form.setFieldValue("publicUrl", answer.publicUrl.stored ?? answer.publicUrl.value);
        setSaved(answer.changeInOkta.length > 0 ? answer : null);
        toast(say.saved);
      },
      onError: (failure) => {
        if (failure.kind === "lost" || failure.status >= 500) return;
        setAsking(false);
        form.setFieldError("publicUrl", failure.detail);
      },
    });
  const plain = isPlainHttp(typed) && changed;
  return (
    <Section id="public-url" title={say.title} lead={say.lead}>
      <form onSubmit={submit} noValidate className={classes.form}>
        <TextInput
          label={say.label}
          inputMode="url"
          autoCapitalize="none"
          autoComplete="off"
          spellCheck={false}
          readOnly={from === "flag"}
          classNames={{ input: classes.mono ?? "" }}
          {...(from === "flag"
            ? { description: say.fromFlag }
            : from === "default"
              ? { description: say.fromDefault }
              : {})}
          {...form.getInputProps("publicUrl")}
          onChange={(event) => form.setFieldValue("publicUrl", squeezed(event.currentTarget.value))}
        />
        {plain && <Notice tone="waiting">{texts.publicUrlMistakes.plain}</Notice>}
        {from !== "flag" && (
          <div className={classes.foot}>
            <Button type="submit" variant={changed ? "filled" : "default"} aria-disabled={!changed}>
              {say.save}
            </Button>
          </div>
        )}
        {stored !== null && stored !== value && !saved && (
          <Notice tone="waiting">{say.nextStart(stored, value)}</Notice>
        )}
        {saved && (
          <div>
            <Notice tone="waiting" title={say.done}>
              {saved.stays.join(" ")}
            </Notice>
            {saved.changeInOkta.map(({ field, from: old, to }) => (
              <CopyRow key={field} name={field} value={to}>
                <s className={classes.old}>{old}</s>
              </CopyRow>
            ))}
          </div>
        )}
      </form>
      <Confirm
        opened={asking}
        onClose={() => {
          setAsking(false);
          save.reset();
        }}
        title={say.confirmTitle}
        verb={say.verb}
        pending={save.isPending}
        failure={save.error}
        onConfirm={confirm}
      >
        {connector.data ? (
          <>
            <p>{say.confirmLead}</p>
            <ul className={classes.changes}>
              {inOkta(typed).map(({ field, value: url }) => (
                <li key={field}>
                  {field}
                  <code>{url}</code>
                </li>
              ))}
            </ul>
            <p>{say.confirmStays}</p>
          </>
        ) : (
          <p>{say.confirmNone}</p>
        )}
        <p>{say.confirmWhen}</p>
      </Confirm>
    </Section>
  );
}
