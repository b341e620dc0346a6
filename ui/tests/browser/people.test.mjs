// The ways through People and a person: refusals first, then what works. Each test has a world of its own.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { idOf, LOCAL, PROVISIONED } from "../../fake-server/directory.mjs";
import { assertSound, startBrowser } from "./browser.mjs";
import { testViews } from "./views.mjs";

let browser;
let worlds = 0;
before(async () => {
  browser = await startBrowser();
});
after(() => browser.stop());

testViews(["people", "person", "groups"], () => browser);

/** So many of the fake server's 240 people. */
const DEACTIVATED = 25;
const owner = (over = {}) => {
  worlds += 1;
  return { as: "owner", world: `people-${worlds}`, ...over };
};
const hasFocus = (locator) => locator.evaluate((it) => it === document.activeElement);
const scroller = (page) => page.locator("[data-scroll-restoration-id=people]");
const until = async (page, what, arg) => page.waitForFunction(what, arg);

test("what can be done with none of those selected is not offered, and the count names those that it is done to", async () => {
  const { page, context } = await browser.open("/people?status=deactivated", owner());
  const bar = page.getByRole("region", { name: "Selected people" });
  const offered = () => bar.getByRole("button").allTextContents();
  await page.getByRole("row").nth(1).getByRole("checkbox").click();
  await bar.getByText("1 person selected").waitFor();
  assert.deepEqual(await offered(), ["Set access role…", "Reactivate…", ""]);
  await page.getByRole("button", { name: "Remove the filter Status" }).click();
  await page.getByText("240 people", { exact: true }).waitFor();
  await page.getByRole("checkbox", { name: "Select all that match" }).click();
  await page.getByRole("checkbox", { name: "Select all that match" }).click();
  await bar.getByText("240 people selected").waitFor();
  await bar.getByRole("button", { name: "Reactivate…" }).click();
  await page.getByRole("dialog", { name: `Reactivate ${DEACTIVATED} people?` }).waitFor();
  await page.keyboard.press("Escape");
  await bar.getByRole("button", { name: "Deactivate…" }).click();
  await page.getByRole("dialog", { name: `Deactivate ${240 - DEACTIVATED} people?` }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("checkbox", { name: "Select all that match" }).click();
  await bar.waitFor({ state: "detached" });
  // Shift takes all up to there.
  await page.getByRole("row").nth(1).getByRole("checkbox").click();
  await page
    .getByRole("row")
    .nth(2)
    .getByRole("checkbox")
    .click({ modifiers: ["Shift"] });
  await bar.getByText("2 people selected").waitFor();
  assert.ok(await page.getByRole("row").nth(2).getByRole("checkbox").isChecked());
  await context.close();
});

test("a bulk action names each person for whom it was not done, and leaves them selected", async () => {
  const opened = await browser.open("/people", owner());
  const { page, context } = opened;
  await page.getByRole("checkbox", { name: "Select all that match" }).click();
  await page.getByText("240 people selected").waitFor();
  await page.getByRole("button", { name: "Deactivate…" }).click();
  await page.getByRole("button", { name: "Deactivate", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Not done for 1 person" });
  await dialog.getByText("is the last EnterpriseAdmin. Give someone else that role first.").waitFor();
  await assertSound(opened);
  await dialog.getByRole("button", { name: "Close" }).last().click();
  await page.getByText("1 person selected").waitFor();
  await page.getByRole("button", { name: "Bring them back" }).click();
  await page.getByText(`${240 - DEACTIVATED - 1} people can sign in again.`).waitFor();
  await context.close();
});

test("an email that somebody has is told beside the field, with the way to them; what was typed stays", async () => {
  const opened = await browser.open("/people", owner());
  const { page, context } = opened;
  await page.getByRole("button", { name: "Add person" }).click();
  const dialog = page.getByRole("dialog", { name: "Add a person" });
  await dialog.getByRole("button", { name: "Add person" }).click();
  for (const words of ["Enter a given name.", "Enter a family name.", "Enter an email."])
    await dialog.getByText(words).waitFor();
  assert.ok(await hasFocus(dialog.getByLabel("Given name")));
  await dialog.getByLabel("Given name").fill("Bo");
  await dialog.getByLabel("Family name").fill("Lind");
  await dialog.getByLabel("Email").fill("  PIA.tanaka@acme.com\n");
  await dialog.getByRole("button", { name: "Add person" }).click();
  await dialog.getByRole("link", { name: "Open Pia Tanaka" }).waitFor();
  assert.equal(await dialog.getByLabel("Email").getAttribute("aria-invalid"), "true");
  assert.equal(await dialog.getByLabel("Given name").inputValue(), "Bo");
  await assertSound(opened);
  await dialog.getByLabel("Email").fill("bo.lind@acme.com");
  await dialog.getByRole("radio", { name: "Admin", exact: true }).click();
  await dialog.getByRole("button", { name: "Add person" }).click();
  await page.getByText("Bo Lind was added.").waitFor();
  await page.getByRole("button", { name: "Make a one-time link" }).click();
  await page.getByText("https://latchkey.acme.com/invite/").waitFor();
  await assertSound(opened);
  await context.close();
});

test("someone else was quicker: what each changed is shown, and the choice is saved", async () => {
  const opened = await browser.open(`/people/${idOf(LOCAL)}?do=edit`, owner({ quicker: true }));
  const { page, context } = opened;
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Family name").fill("Berg");
  await dialog.getByLabel("Phone").fill("+47 22 00 00 00");
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.getByText("Someone else was quicker").waitFor();
  await dialog.getByText("Lead engineer").waitFor();
  await dialog.getByText("+47 22 00 00 00").waitFor();
  assert.ok(await dialog.getByRole("radio", { name: "Theirs: Lindqvist" }).isChecked());
  await assertSound(opened);
  await dialog.getByRole("radio", { name: "Yours: Berg" }).click();
  await dialog.getByRole("button", { name: "Save the choice" }).click();
  await page.getByText("was saved.").waitFor();
  for (const value of ["Berg", "Lead engineer", "+47 22 00 00 00"])
    await page.getByRole("definition").filter({ hasText: value }).first().waitFor();
  await context.close();
});

test("the server goes away while one edits: it is said, and what was typed stays", async () => {
  const state = owner();
  const { page, context, setState } = await browser.open(`/people/${idOf(LOCAL)}?do=edit`, state);
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Title").fill("Architect");
  await setState({ ...state, away: true });
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.getByText("The server does not answer, so nothing was changed.").waitFor();
  assert.equal(await dialog.getByLabel("Title").inputValue(), "Architect");
  await setState(state);
  await dialog.getByRole("button", { name: "Save" }).click();
  await page.getByText("was saved.").waitFor();
  await context.close();
});

test("the last EnterpriseAdmin is not deactivated, and the dialog says why", async () => {
  const { page, context } = await browser.open(`/people/${idOf(0)}`, owner());
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Deactivate…" }).click();
  const dialog = page.getByRole("dialog");
  assert.ok(await hasFocus(dialog.getByRole("button", { name: "Cancel" })));
  await dialog.getByRole("button", { name: "Deactivate", exact: true }).click();
  await dialog.getByText("is the last EnterpriseAdmin").waitFor();
  await context.close();
});

test("to deactivate names what is lost, and there is a way back", async () => {
  const { page, context } = await browser.open(`/people/${idOf(PROVISIONED)}`, owner());
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Deactivate…" }).click();
  const dialog = page.getByRole("dialog", { name: "Deactivate Pia Tanaka?" });
  await dialog.getByText("2 sessions end at once").waitFor();
  await dialog.getByRole("button", { name: "Deactivate", exact: true }).click();
  await page.getByText("Pia Tanaka is deactivated. Everything else is kept.").waitFor();
  await page.getByText("Deactivated", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Bring Pia Tanaka back" }).click();
  await page.getByText("Pia Tanaka can sign in again.").waitFor();
  await page.getByText("Active", { exact: true }).waitFor();
  await context.close();
});

test("one session ends, then all of them", async () => {
  const { page, context } = await browser.open(`/people/${idOf(PROVISIONED)}?tab=sessions`, owner());
  await page.getByRole("button", { name: /^End: Web portal/ }).click();
  await page.getByText("The session ended.").waitFor();
  await page.getByRole("button", { name: /^End: Web portal/ }).waitFor({ state: "detached" });
  await page.getByRole("button", { name: "End all…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "End sessions" }).click();
  await page.getByText("Not signed in anywhere").waitFor();
  await context.close();
});

test("a reader is offered nothing that is not theirs", async () => {
  const { page, context } = await browser.open(`/people/${idOf(PROVISIONED)}`, { as: "reader" });
  await page.getByRole("heading", { level: 2, name: "Profile" }).waitFor();
  for (const name of ["Edit", "More", "Why is Email so?"])
    assert.equal(await page.getByRole("button", { name, exact: true }).count(), 0, name);
  await page.getByRole("link", { name: "Back to People" }).click();
  await page.getByRole("table", { name: "People" }).waitFor();
  for (const name of ["Add person", "Export CSV"]) assert.equal(await page.getByText(name).count(), 0, name);
  assert.equal(await page.getByRole("checkbox").count(), 0);
  await context.close();
});

test("of 100,000 people at most 60 rows are in the page, and the count is the true one", async () => {
  const { page, context } = await browser.open("/people", owner({ people: 100_000 }));
  const table = page.getByRole("table", { name: "People" });
  await table.getByRole("link").first().waitFor();
  assert.equal(await table.getAttribute("aria-rowcount"), "100001");
  await table.getByRole("link").first().focus();
  await page.keyboard.press("End");
  await until(page, () => document.activeElement?.closest("tr")?.getAttribute("aria-rowindex") === "100001");
  assert.ok((await table.getByRole("row").count()) <= 60);
  await page.keyboard.press("ArrowUp");
  await until(page, () => document.activeElement?.closest("tr")?.getAttribute("aria-rowindex") === "100000");
  // Under the head that stays, or below the edge, a focused row would be of no use.
  const seen = await page.evaluate(() => {
    const row = document.activeElement.closest("tr").getBoundingClientRect();
    const head = document.querySelector("thead").getBoundingClientRect();
    return row.top >= head.bottom - 1 && row.bottom <= window.innerHeight + 1;
  });
  assert.ok(seen);
  await context.close();
});

test("the search, a filter and the sort stand in the address; reload and Back restore them and the scroll", async () => {
  const { page, context } = await browser.open("/people", owner({ people: 5_000 }));
  await page.getByRole("searchbox", { name: "Search by name or email" }).fill("an");
  await page.waitForURL(/\?q=an/);
  await page.getByRole("search").getByRole("button", { name: "Status" }).click();
  await page.getByRole("checkbox", { name: "Active" }).click();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Status is Active" }).waitFor();
  assert.ok(await hasFocus(page.getByRole("button", { name: "Status is Active", exact: true })));
  await page.getByRole("button", { name: "Email" }).click();
  await page.waitForURL(/sort=email/);
  const count = await page.getByText(/ of 5,000$/).textContent();
  await scroller(page).evaluate((it) => it.scrollTo({ top: 3_600 }));
  const row = page.locator("tr[aria-rowindex='106'] a");
  await row.waitFor();
  const name = await row.textContent();
  await row.click();
  await page.getByRole("heading", { level: 1, name }).waitFor();
  const restored = async () => {
    await page.getByText(count).waitFor();
    await page.getByRole("columnheader", { name: "Email", exact: true }).waitFor();
    await until(
      page,
      () => document.querySelector("[data-scroll-restoration-id=people]")?.scrollTop === 3_600,
    );
    assert.equal(await page.locator("th[aria-sort=ascending]").textContent(), "Email");
    await page.getByRole("button", { name: "Status is Active", exact: true }).waitFor();
    assert.equal(await page.getByRole("searchbox").inputValue(), "an");
    await page.locator("tr[aria-rowindex='106'] a").waitFor();
  };
  await page.goBack();
  await restored();
  await page.reload();
  await restored();
  await context.close();
});

test("what the filters hide is said to be there, and Clear filters shows it", async () => {
  const { page, context } = await browser.open("/people?q=nobody+at+all&role=Admin", owner());
  await page.getByText("Nothing matches").waitFor();
  await page.getByText("0 of 240").waitFor();
  await page.getByRole("main").getByRole("button", { name: "Clear filters" }).last().click();
  await page.getByText("240 people", { exact: true }).waitFor();
  assert.equal(await page.getByRole("searchbox").inputValue(), "");
  assert.equal(new URL(page.url()).search, "");
  await context.close();
});

test("the list is exported as it is filtered; a server that is away is said, and stays said", async () => {
  const state = owner();
  const opened = await browser.open("/people?q=tanaka", state);
  const { page, context, setState } = opened;
  await page.getByText(/ of 240$/).waitFor();
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export CSV" }).click();
  const file = await saved;
  assert.equal(file.suggestedFilename(), "people.csv");
  await page.getByText("is saved as people.csv").waitFor();
  await setState({ ...state, away: true });
  await page.getByRole("button", { name: "Export CSV" }).click();
  await page.getByRole("alert").getByText("The server does not answer").waitFor();
  await assertSound(opened);
  await context.close();
});

test("the columns that are chosen stay after a reload, six at most", async () => {
  const { page, context } = await browser.open("/people", owner());
  await page.getByRole("button", { name: "Columns" }).click();
  assert.ok(await page.getByRole("checkbox", { name: "Added" }).isDisabled());
  await page.getByRole("checkbox", { name: "Source" }).click();
  await page.getByRole("checkbox", { name: "Added" }).click();
  await page.reload();
  const heads = page.getByRole("columnheader");
  await heads.first().waitFor();
  assert.deepEqual(await heads.allTextContents(), [
    "Name",
    "Email",
    "Access role",
    "Status",
    "Last sign-in",
    "Added",
  ]);
  await context.close();
});

test("a member of a group is a person, and the way back leads to the groups", async () => {
  const { page, context } = await browser.open("/groups", owner());
  await page.getByRole("link", { name: "Engineering" }).click();
  await page.getByRole("heading", { level: 1, name: "Engineering" }).waitFor();
  await page.getByRole("table", { name: "Members of Engineering" }).getByRole("link").first().click();
  await page.getByRole("tab", { name: "Groups" }).click();
  await page.getByRole("tabpanel").getByRole("link", { name: "Engineering" }).click();
  await page.getByRole("link", { name: "Back to Groups" }).click();
  await page.getByRole("heading", { level: 1, name: "Groups" }).waitFor();
  await context.close();
});
