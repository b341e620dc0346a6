import { MantineProvider } from "@mantine/core";
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { type Refusal, refusalCodes } from "../boot/refusal.ts";
import { texts } from "../texts/index.ts";
import { RefusalPage } from "./RefusalPage.tsx";

afterEach(cleanup);

const refusal: Refusal = {
  code: "not_assigned",
  title: "Okta has not assigned you to this app",
  text: "Okta refused the sign-in.",
  todo: "Ask an admin to assign you.",
};

const show = (over: Partial<Refusal> = {}) =>
  render(
    <MantineProvider>
      <RefusalPage refusal={{ ...refusal, ...over }} />
    </MantineProvider>,
  );

test("what Okta says is shown as text, never as markup", () => {
  show({ issuerSaid: { error: "access_denied", description: "<img src=x onerror=alert(1)>" } });
  expect(screen.getByText("<img src=x onerror=alert(1)>")).toBeInTheDocument();
  expect(document.querySelector("img")).toBeNull();
});

test.each([
  "javascript:alert(1)@acme.com",
  "it@acme.com?bcc=all@acme.com",
  "https://help.acme.com",
  "Room 12",
])("a support contact %j is no email, and no link", (supportContact) => {
  show({ supportContact });
  expect(screen.getByText(supportContact)).toBeInTheDocument();
  expect(screen.queryByRole("link", { name: supportContact })).toBeNull();
});

test("a support contact that is an email can be written to", () => {
  show({ supportContact: "it@acme.com" });
  expect(screen.getByRole("link", { name: "it@acme.com" })).toHaveAttribute("href", "mailto:it@acme.com");
});

test("a code that this version does not know still says everything the server said", () => {
  show({ code: "from_the_future", who: "cy@acme.com", reference: "r1" });
  for (const text of [refusal.title, refusal.text, refusal.todo, "cy@acme.com", "r1"])
    expect(screen.getByText(text)).toBeInTheDocument();
});

test.each(refusalCodes)("%s says what was not done, who can mend it, and has a way on", (code) => {
  show({ code });
  expect(screen.getByText(texts.refusal.codes[code].notDone)).toBeInTheDocument();
  expect(screen.getByText(texts.refusal.codes[code].who)).toBeInTheDocument();
  const onward = screen.getAllByRole("link").map((link) => link.getAttribute("href"));
  const throughOkta = !["toolkit_off", "not_set_up", "interface_only"].includes(code);
  expect(onward.includes("/auth/login?return_to=%2F")).toBe(throughOkta);
  expect(onward).toContain("/");
});
