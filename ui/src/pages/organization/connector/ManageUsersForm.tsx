import { Button, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { CircleCheck } from "lucide-react";
import { type FormEvent, lazy, Suspense, useState } from "react";
import { asFailure, inWords } from "../../../api/in-words.ts";
import {
  checkQuery,
  type OktaValues,
  type SignInPolicy,
  testedQuery,
  useTestSignIn,
} from "../../../api/sign-in-policy.ts";
import { Notice } from "../../../parts/Notice.tsx";
import { platform } from "../../../platform/index.ts";
import { squeezed } from "../../../public-url.ts";
import { texts } from "../../../texts/index.ts";
import classes from "./Connector.module.css";
import { clientIdMistake, keepDraft, readDraft } from "./draft.ts";
import { LiftOkta } from "./LiftOkta.tsx";
import { RequireOkta } from "./RequireOkta.tsx";
import { Tested } from "./Tested.tsx";

// A browser never loads what only the desktop window shows.
const NativeTest = lazy(async () => ({ default: (await import("./NativeTest.tsx")).NativeTest }));

const say = texts.connector.manage;
const RESTS_MS = 500;
const HERE = "/organization#manage-users";

function clientIdInWords(value: string): string | null {
  if (value === "") return say.missingClientId;
  const mistake = clientIdMistake(value);
  if (mistake === "url") return say.clientIdIsUrl(value);
  return mistake === "person" ? say.clientIdIsPerson(value) : null;
}

export function ManageUsersForm({ known, suspended }: { known: SignInPolicy; suspended: boolean }) {
  const [draft] = useState(() => readDraft(window.sessionStorage));
  const [asking, setAsking] = useState(false);
  const test = useTestSignIn();
  const form = useForm<OktaValues>({
    initialValues: {
      issuer: draft?.issuer ?? known.policy?.issuer ?? "",
      clientId: draft?.clientId ?? known.policy?.clientId ?? "",
    },
    validate: {
      issuer: (value) => (value === "" ? say.missingIssuer : null),
      clientId: clientIdInWords,
    },
  });
  const values = form.getValues();

  // Asked once typing rests: the answer is about what stands in the field, or it is not shown.
  const [rested] = useDebouncedValue(values.issuer, RESTS_MS);
  const settled = rested === values.issuer;
  const saved = known.policy?.issuer === values.issuer;
  const check = useQuery({
    ...checkQuery({ issuer: rested, clientId: "" }),
    enabled: rested !== "" && !saved,
  });
  const refused = settled && !saved && check.error ? asFailure(check.error) : null;
  const mistaken = refused?.kind === "refused" ? refused.detail : null;
  const suggestion = typeof refused?.members.suggestion === "string" ? refused.members.suggestion : null;

  const change = (field: keyof OktaValues, text: string) => {
    const next = { ...values, [field]: squeezed(text) };
    form.setFieldValue(field, next[field]);
    form.clearFieldError(field);
    test.reset();
    keepDraft(window.sessionStorage, next);
  };

  /** Whether both fields will do; the first that will not takes the focus. */
  const complete = (): boolean => {
    const { errors } = form.validate();
    const first = Object.keys(errors)[0] ?? (mistaken ? "issuer" : null);
    if (first) form.getInputNode(first)?.focus();
    return first === null;
  };

  const begin = () => {
    if (suspended || test.isPending || !complete()) return;
    test.mutate(
      { ...values, returnTo: HERE },
      {
        onSuccess: ({ authorizeUrl }) => {
          keepDraft(window.sessionStorage, values);
          platform.leaveForIssuer(authorizeUrl);
        },
      },
    );
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (complete()) setAsking(true);
  };

  // Of what stands in the fields, once typing rests: anything else was not tested.
  const [restedId] = useDebouncedValue(values.clientId, RESTS_MS);
  const testedValues = settled && restedId === values.clientId ? values : { issuer: "", clientId: "" };
  const tested = useQuery(testedQuery(testedValues));
  const unchanged = saved && known.policy?.clientId === values.clientId;

  return (
    <form onSubmit={submit} noValidate className={classes.form}>
      <div>
        <TextInput
          label={say.issuer}
          description={say.issuerHint}
          placeholder={say.issuerPlaceholder}
          inputMode="url"
          autoCapitalize="none"
          autoComplete="off"
          spellCheck={false}
          classNames={{ input: classes.mono ?? "" }}
          {...form.getInputProps("issuer")}
          error={form.errors.issuer ?? mistaken}
          onChange={(event) => change("issuer", event.currentTarget.value)}
        />
        <div role="status" className={classes.checked}>
          {!saved && values.issuer !== "" && (!settled || check.isFetching) && say.checking}
          {refused?.kind === "lost" && say.lost}
          {settled && !saved && check.data && (
            <span className={classes.good}>
              <CircleCheck size={14} aria-hidden /> {check.data.sentence}
            </span>
          )}
        </div>
        {suggestion && (
          <Button onClick={() => change("issuer", suggestion)} className={classes.suggestion ?? ""}>
            {say.use(suggestion)}
          </Button>
        )}
      </div>
      <TextInput
        label={say.clientId}
        description={say.clientIdHint}
        autoCapitalize="none"
        autoComplete="off"
        spellCheck={false}
        classNames={{ input: classes.mono ?? "" }}
        {...form.getInputProps("clientId")}
        onChange={(event) => change("clientId", event.currentTarget.value)}
        onBlur={() => values.clientId !== "" && form.validateField("clientId")}
      />
      {test.error && <Notice tone="refused">{inWords(test.error)}</Notice>}
      <div className={classes.foot}>
        <Tested tested={tested.data} savedTestAt={unchanged ? (known.policy?.testedAt ?? null) : null} />
        {known.policy && <LiftOkta />}
        {platform.desktop ? (
          <Suspense>
            <NativeTest
              desktop={platform.desktop}
              disabled={suspended}
              begin={() => (complete() ? values : null)}
              onTested={() => tested.refetch()}
            />
          </Suspense>
        ) : (
          <Button onClick={begin} aria-busy={test.isPending} aria-disabled={suspended}>
            {test.isPending ? say.testing : say.test}
          </Button>
        )}
        <Button type="submit" variant={unchanged ? "default" : "filled"}>
          {say.save}
        </Button>
      </div>
      <RequireOkta
        opened={asking}
        values={values}
        before={known.policy}
        testedAt={tested.data?.testedAt ?? null}
        onClose={() => setAsking(false)}
        onSaved={() => {
          setAsking(false);
          keepDraft(window.sessionStorage, null);
        }}
      />
    </form>
  );
}
