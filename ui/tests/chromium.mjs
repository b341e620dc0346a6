// The browser of the tests that look at pages. CHROMIUM names another one.
import { chromium } from "playwright-core";

export const launchChromium = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });

/** Collects what the Content-Security-Policy refuses; called before the page goes anywhere. */
export async function violationsOf(page) {
  const violations = [];
  await page.exposeFunction("reportViolation", (what) => violations.push(what));
  await page.addInitScript(() =>
    document.addEventListener("securitypolicyviolation", (event) =>
      window.reportViolation(`${event.violatedDirective}: ${event.blockedURI}`),
    ),
  );
  return violations;
}
