import { Button, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { CircleCheck } from "lucide-react";
import { type FormEvent, lazy, Suspense, useState } from "react";
import { asFailure, inWords } from "../../../api/in-words.ts";
import { useSession } from "../../../api/session.ts";
import {
  checkQuery,
  type OktaValues,
  passedTestQuery,
  type SignInPolicy,
  useTestSignIn,
} from "../../../api/sign-in-policy.ts";
import { Notice } from "../../../parts/Notice.tsx";
import { useNow } from "../../../parts/useNow.ts";
import { platform } from "../../../platform/index.ts";
import { squeezed } from "../../../public-url.ts";
import { texts } from "../../../texts/index.ts";
import { at } from "../../../time.ts";
import classes from "./Connector.module.css";
import { clientIdMistake, keepDraft, readDraft, testedAt } from "./draft.ts";
import { LiftOkta } from "./LiftOkta.tsx";
import { RequireOkta } from "./RequireOkta.tsx";

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
  const [draft, setDraft] = useState(() => readDraft(window.sessionStorage));
  const [asking, setAsking] = useState(false);
  // What was tested without leaving the page, and when.
  const [native, setNative] = useState<(OktaValues & { at: string }) | null>(null);
  const test = useTestSignIn();
  const me = useSession().data?.user.id ?? "";
  const now = useNow();
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

  const keep = (next: OktaValues) => {
    const kept = { ...next, testBegunAfter: null };
    setDraft(kept);
    keepDraft(window.sessionStorage, kept);
  };
  const change = (field: keyof OktaValues, text: string) => {
    const next = { ...values, [field]: squeezed(text) };
    form.setFieldValue(field, next[field]);
    form.clearFieldError(field);
    test.reset();
    keep(next);
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
        onSuccess: ({ authorizeUrl, after }) => {
          keepDraft(window.sessionStorage, { ...values, testBegunAfter: after });
          platform.leaveForIssuer(authorizeUrl);
        },
      },
    );
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (complete()) setAsking(true);
  };

  const passed = useQuery(passedTestQuery(me, draft?.testBegunAfter ?? null));
  const testedHere =
    native?.issuer === values.issuer && native.clientId === values.clientId ? native.at : null;
  const tested = testedHere ?? testedAt(values, draft, known.policy ?? null, passed.data ?? null);
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
        <p className={classes.aside} data-alone={known.policy ? "" : undefined}>
          {tested ? (
            <span className={classes.good}>
              <CircleCheck size={14} aria-hidden /> {say.tested(at(new Date(tested), now))}
            </span>
          ) : (
            say.testHint
          )}
        </p>
        {known.policy && <LiftOkta onLifted={() => setDraft(null)} />}
        {platform.desktop ? (
          <Suspense>
            <NativeTest
              desktop={platform.desktop}
              disabled={suspended}
              begin={() => (complete() ? values : null)}
              onTested={(passed) => setNative({ ...passed, at: new Date().toISOString() })}
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
        testedAt={tested}
        onClose={() => setAsking(false)}
        onSaved={() => {
          setAsking(false);
          setDraft(null);
          keepDraft(window.sessionStorage, null);
        }}
      />
    </form>
  );
}
