import { Button } from "@mantine/core";
import type { ApiFailure } from "../api/failure.ts";
import { Brand } from "../parts/Brand.tsx";
import { LonePage } from "../parts/LonePage.tsx";
import { useTitle } from "../parts/useTitle.ts";
import { platform } from "../platform/index.ts";
import { texts } from "../texts/index.ts";
import classes from "./RefusalPage.module.css";

/** Nothing could be loaded at all: the server is away, or answered what cannot be shown. */
export function UnloadedPage({
  failure,
  onTry,
  trying,
}: {
  failure: ApiFailure;
  onTry: () => void;
  trying: boolean;
}) {
  const lost = failure.kind === "lost";
  const say = lost ? texts.serverLost : texts.failed;
  useTitle(say.title);
  return (
    <LonePage wide head={<Brand />}>
      <div role="alert">
        <h1>{say.title}</h1>
        <p className={classes.text}>
          {lost ? texts.serverLost.page(platform.host) : texts.failed.text(failure.status)}
        </p>
      </div>
      <section className={classes.todo} aria-labelledby="todo">
        <h2 id="todo">{texts.refusal.todo}</h2>
        <p>{say.todo}</p>
      </section>
      <Button variant="filled" size="md" onClick={onTry} aria-busy={trying}>
        {trying ? texts.serverLost.trying : texts.tryAgain}
      </Button>
      {failure.reference && (
        <p className={classes.reference}>
          {texts.reference} <code>{failure.reference}</code>
        </p>
      )}
    </LonePage>
  );
}
