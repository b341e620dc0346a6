import { Button } from "@mantine/core";
import { Link, useLocation } from "@tanstack/react-router";
import { Page } from "../shell/Page.tsx";
import { texts } from "../texts/index.ts";

/** An address that leads nowhere, inside the shell. */
export function NotFoundPage() {
  const { pathname } = useLocation();
  return (
    <Page title={texts.notFound.title}>
      <p>{texts.notFound.text(pathname)}</p>
      <p>
        <Button component={Link} to="/" variant="filled">
          {texts.notFound.home}
        </Button>
      </p>
    </Page>
  );
}
