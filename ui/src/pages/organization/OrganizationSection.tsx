import { Button, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { Connector } from "../../api/connector.ts";
import { asFailure, inWords } from "../../api/in-words.ts";
import type { ChangeInOkta, Organization } from "../../api/organization.ts";
import { LeaveGuard } from "../../parts/LeaveGuard.tsx";
import { Notice } from "../../parts/Notice.tsx";
import { toast } from "../../parts/toast.tsx";
import { squeezed } from "../../public-url.ts";
import { Section } from "../../shell/Page.tsx";
import { texts } from "../../texts/index.ts";
import { ChangeCompanyId, ChangedInOkta } from "./ChangeInOkta.tsx";
import { LogoField } from "./LogoField.tsx";
import classes from "./Organization.module.css";
import type { Edits } from "./useEdits.ts";

const say = texts.organization;

/** Name, Company ID, support contact and logo, saved together. */
export function OrganizationSection({
  organization,
  connector,
  edits,
}: {
  organization: Organization;
  connector: Connector | null;
  edits: Edits;
}) {
  const { form, changes, dirty, pending, failure } = edits;
  const [asking, setAsking] = useState(false);
  const [changed, setChanged] = useState<ChangeInOkta | null>(null);

  const save = async () => {
    try {
      const answer = await edits.save();
      setAsking(false);
      toast(say.saved);
      setChanged(answer && answer.changeInOkta.length > 0 ? answer : null);
    } catch (thrown) {
      asFailure(thrown);
      setAsking(false);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (pending || !edits.check()) return;
    // Okta knows the Company ID: what must change there is said before, not after.
    if (connector && changes.companyId !== undefined) setAsking(true);
    else void save();
  };
  const besideField = Object.keys(form.errors).length > 0;

  return (
    <Section
      id="organization"
      title={say.section}
      actions={dirty && <span className={classes.unsaved}>{say.unsaved}</span>}
    >
      <form onSubmit={submit} noValidate className={classes.form}>
        <TextInput
          label={say.name}
          description={say.nameHint}
          autoComplete="organization"
          {...form.getInputProps("name")}
        />
        <TextInput
          label={say.companyId}
          description={say.companyIdHint}
          spellCheck={false}
          autoCapitalize="none"
          autoComplete="off"
          classNames={{ input: classes.mono ?? "" }}
          {...form.getInputProps("companyId")}
          onChange={(event) => form.setFieldValue("companyId", squeezed(event.currentTarget.value))}
        />
        <TextInput
          label={say.supportContact}
          description={say.supportContactHint}
          autoComplete="off"
          {...form.getInputProps("supportContact")}
        />
        <LogoField organization={organization} edits={edits} />
        {failure && !besideField && <Notice tone="refused">{inWords(failure)}</Notice>}
        {changed && <ChangedInOkta change={changed} onDone={() => setChanged(null)} />}
        <div className={classes.foot}>
          {dirty && <Button onClick={edits.discard}>{say.discard}</Button>}
          <Button
            type="submit"
            variant={dirty ? "filled" : "default"}
            aria-busy={pending}
            aria-disabled={!dirty}
          >
            {pending ? say.saving : say.save}
          </Button>
        </div>
      </form>
      <ChangeCompanyId
        opened={asking}
        from={organization.companyId}
        to={changes.companyId ?? ""}
        pending={pending}
        onClose={() => setAsking(false)}
        onConfirm={() => void save()}
      />
      <LeaveGuard dirty={dirty} />
    </Section>
  );
}
