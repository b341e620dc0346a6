import { Button } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link, Navigate, useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { aboutQuery, useSetUp } from "../../api/about.ts";
import type { ApiFailure } from "../../api/failure.ts";
import { useSavePublicUrl } from "../../api/settings.ts";
import { Brand } from "../../parts/Brand.tsx";
import { LonePage } from "../../parts/LonePage.tsx";
import { Notice } from "../../parts/Notice.tsx";
import { platform } from "../../platform/index.ts";
import { texts } from "../../texts/index.ts";
import { span } from "../../time.ts";
import { useUrl } from "../../url.ts";
import { StepFrame } from "./StepFrame.tsx";
import { CodeStep, OrganizationStep, OwnerStep, ReachStep, type Values } from "./steps.tsx";
import { mistakesOf, type StepName } from "./validate.ts";
import classes from "./Welcome.module.css";

const say = texts.welcome;
const OF = 4;

// The hosting window has a right of its own; its first step was the choice to host.
const first: StepName[] = platform.desktop?.state.mode === "host" ? [] : ["code"];
const steps: StepName[] = [...first, "organization", "owner", "reach"];
const shift = OF - steps.length;

/** Which step a refused field stands on. */
const stepOf: Record<string, StepName> = {
  code: "code",
  organization: "organization",
  givenName: "owner",
  familyName: "owner",
  email: "owner",
  password: "owner",
};

/** First run: one thing at a time, nothing asked twice, nothing sent before the end. */
export function WelcomePage() {
  const about = useQuery(aboutQuery);
  const navigate = useNavigate();
  const { search, set } = useUrl();
  const setUp = useSetUp();
  const saveUrl = useSavePublicUrl();
  const [refusal, setRefusal] = useState<ReactNode>(null);
  const [made, setMade] = useState(false);
  const form = useForm<Values>({
    initialValues: {
      code: "",
      organization: "",
      givenName: "",
      familyName: "",
      email: "",
      password: "",
      reach: "later",
      publicUrl: "",
    },
    clearInputErrorOnChange: true,
  });
  const values = form.getValues();

  // Nobody jumps over a step by its address: the first that is not filled in is as far as one gets.
  const open = steps.findIndex((step) => Object.keys(mistakesOf(step, values)).length > 0);
  const farthest = open < 0 ? steps.length - 1 : open;
  const asked = Math.max(0, Number(search.step ?? 1 + shift) - 1 - shift) || 0;
  const at = Math.min(asked, farthest);
  const step = steps[at] ?? "organization";

  const go = (to: number) => {
    setRefusal(null);
    return set({ step: String(to + 1 + shift) }, { push: true });
  };

  const refused = (failure: ApiFailure) => {
    const wrongCode = failure.code === "wrong_credentials";
    const field = wrongCode ? "code" : failure.members.field;
    const place = typeof field === "string" ? stepOf[field] : undefined;
    if (place && typeof field === "string") {
      void go(steps.indexOf(place));
      form.setFieldError(field, wrongCode ? say.code.wrong : failure.detail);
    } else setRefusal(inWords(failure));
  };

  const finish = useMutation<void, ApiFailure>({
    mutationFn: async () => {
      if (!made) {
        await setUp.mutateAsync({
          ...(steps.includes("code") ? { code: values.code } : {}),
          organization: values.organization.trim(),
          owner: {
            email: values.email,
            givenName: values.givenName.trim(),
            familyName: values.familyName.trim(),
          },
          password: values.password,
        });
        setMade(true);
      }
      if (values.reach === "public") await saveUrl.mutateAsync(values.publicUrl);
      await navigate({ to: "/", replace: true });
    },
    onError: refused,
  });

  const next = () => {
    const mistakes = mistakesOf(step, values);
    form.setErrors(mistakes);
    const wrong = Object.keys(mistakes)[0];
    if (wrong) form.getInputNode(wrong)?.focus();
    else if (at < steps.length - 1) void go(at + 1);
    else finish.mutate();
  };

  if (made && saveUrl.isError)
    return <MadeWithoutUrl values={values} failure={saveUrl.error} onTry={() => finish.mutate()} />;
  if (about.data?.setUp && !made && !finish.isPending) return <Navigate to="/" replace />;

  const last = at === steps.length - 1;
  return (
    <StepFrame
      key={step}
      step={at + 1 + shift}
      of={OF}
      title={say[step].title}
      lead={say[step].lead}
      refusal={refusal}
      verb={last ? (finish.isPending ? say.finishing : say.finish) : say.next}
      pending={finish.isPending}
      onBack={at > 0 ? () => void go(at - 1) : null}
      onNext={next}
    >
      {step === "code" && <CodeStep form={form} />}
      {step === "organization" && <OrganizationStep form={form} />}
      {step === "owner" && <OwnerStep form={form} />}
      {step === "reach" && <ReachStep form={form} />}
    </StepFrame>
  );
}

function inWords(failure: ApiFailure): ReactNode {
  if (failure.kind === "lost") return say.refused.lost;
  switch (failure.code) {
    case "already_set_up":
      return (
        <>
          {say.refused.already_set_up} <Link to="/">{say.toSignIn}</Link>
        </>
      );
    case "too_many_attempts":
      return say.refused.too_many(span(failure.retryAfter ?? 60));
    default:
      return say.refused.other(failure.detail);
  }
}

/** Set up, but the address was not taken: what was made stays, and Home is one click away. */
function MadeWithoutUrl({
  values,
  failure,
  onTry,
}: {
  values: Values;
  failure: ApiFailure;
  onTry: () => void;
}) {
  const detail = failure.kind === "lost" ? texts.parts.failedLost : failure.detail;
  return (
    <LonePage wide head={<Brand />}>
      <div className={classes.form}>
        <div>
          <h1 className={classes.title}>{say.done.title}</h1>
          <p className={classes.lead}>{say.done.lead(values.organization.trim())}</p>
        </div>
        <Notice tone="refused">{say.done.urlRefused(values.publicUrl, detail)}</Notice>
        <div className={classes.foot}>
          <Button size="md" onClick={onTry}>
            {texts.tryAgain}
          </Button>
          <Button component={Link} to="/" size="md" variant="filled" className={classes.next ?? ""}>
            {say.done.goOn}
          </Button>
        </div>
      </div>
    </LonePage>
  );
}
