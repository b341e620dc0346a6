// What is edited under Organization and not saved yet. Add Connector saves it, too.
import { useForm } from "@mantine/form";
import { useState } from "react";
import { asFailure } from "../../api/in-words.ts";
import {
  type ChangeInOkta,
  type Organization,
  type OrganizationEdits,
  useSaveLogo,
  useSaveOrganization,
} from "../../api/organization.ts";
import { texts } from "../../texts/index.ts";
import type { ChosenLogo } from "./logo.ts";

const say = texts.organization;

interface Values {
  name: string;
  companyId: string;
  supportContact: string;
}

/** "keep" what is there, "remove" it, or put this one in its place. */
export type LogoEdit = "keep" | "remove" | ChosenLogo;

const valuesOf = (organization: Organization): Values => ({
  name: organization.name,
  companyId: organization.companyId,
  supportContact: organization.supportContact ?? "",
});

/** The fields that differ from what is stored, trimmed. */
export function changesOf(values: Values, stored: Organization): OrganizationEdits {
  const before = valuesOf(stored);
  const changes: OrganizationEdits = {};
  for (const field of ["name", "companyId", "supportContact"] as const) {
    const value = values[field].trim();
    if (value !== before[field]) changes[field] = value;
  }
  return changes;
}

export type Edits = ReturnType<typeof useEdits>;

export function useEdits(organization: Organization) {
  const form = useForm<Values>({
    initialValues: valuesOf(organization),
    clearInputErrorOnChange: true,
    validate: {
      name: (value) => (value.trim() === "" ? say.missingName : null),
      companyId: (value) => (value.trim() === "" ? say.missingCompanyId : null),
    },
  });
  const [logo, setLogo] = useState<LogoEdit>("keep");
  const saveOrganization = useSaveOrganization();
  const saveLogo = useSaveLogo();
  const changes = changesOf(form.getValues(), organization);
  const dirty = logo !== "keep" || Object.keys(changes).length > 0;

  /** Whether the fields will do; the first that will not takes the focus. */
  const check = (): boolean => {
    const { hasErrors, errors } = form.validate();
    const first = Object.keys(errors)[0];
    if (first) form.getInputNode(first)?.focus();
    return !hasErrors;
  };

  const savePicture = async () => {
    if (logo === "keep") return;
    await saveLogo.mutateAsync(logo === "remove" ? null : logo.file);
    setLogo("keep");
  };

  /** Saves what changed, the picture first. Where the server refuses a field, it is told beside that field. */
  const save = async (): Promise<ChangeInOkta | null> => {
    await savePicture();
    if (Object.keys(changes).length === 0) return null;
    try {
      const saved = await saveOrganization.mutateAsync(changes);
      settle(saved);
      return saved;
    } catch (thrown) {
      const failure = asFailure(thrown);
      const { field } = failure.members;
      if (typeof field === "string" && field in form.getValues()) form.setFieldError(field, failure.detail);
      throw failure;
    }
  };

  const settle = (saved: Organization) => {
    form.setValues(valuesOf(saved));
    form.clearErrors();
  };

  const discard = () => {
    settle(organization);
    setLogo("keep");
    saveOrganization.reset();
    saveLogo.reset();
  };

  return {
    form,
    logo,
    setLogo,
    changes,
    dirty,
    check,
    save,
    savePicture,
    discard,
    pending: saveOrganization.isPending || saveLogo.isPending,
    failure: saveLogo.error ?? saveOrganization.error,
  };
}
