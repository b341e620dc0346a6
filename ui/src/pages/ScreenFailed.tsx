import type { ErrorComponentProps } from "@tanstack/react-router";
import { asFailure } from "../api/in-words.ts";
import { Failed } from "../parts/States.tsx";
import { platform } from "../platform/index.ts";
import { Page } from "../shell/Page.tsx";
import { texts } from "../texts/index.ts";

/** A screen whose code did not arrive or fell over. Loading the page anew is what helps with either. */
export function ScreenFailed({ error }: ErrorComponentProps) {
  return (
    <Page title={texts.failed.title}>
      <Failed
        failure={asFailure(error)}
        onTry={() => platform.leaveTo(window.location.pathname + window.location.search)}
      />
    </Page>
  );
}
