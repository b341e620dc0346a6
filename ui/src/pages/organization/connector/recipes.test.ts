import { expect, test } from "vitest";
import { recipesFor } from "./recipes.ts";

test.each([
  "http://127.0.0.1:8765",
  "http://localhost:8765",
  "https://10.0.0.7",
  "https://[::1]",
  "not a URL",
])("%s is not a host for a recipe, so a stand-in is named", (url) => {
  for (const { id, text } of recipesFor(url))
    if (id !== "agent" && id !== "tunnel") expect(text).toContain("latchkey.example.com");
});

test("a public host is written into every recipe, and into how Latchkey is started", () => {
  const recipes = recipesFor("https://latchkey.acme.com");
  expect(recipes.map(({ id }) => id)).toEqual(["caddy", "nginx", "tunnel", "agent"]);
  for (const { text } of recipes) expect(text).toContain("latchkey.acme.com");
  expect(recipes[0]?.serve).toBe(
    "latchkey serve --public-url https://latchkey.acme.com --trusted-proxy 127.0.0.1/32",
  );
});

test("a proxy is sent to where the server listens, and it is started there again", () => {
  const [caddy, nginx, tunnel] = recipesFor("https://latchkey.acme.com", "0.0.0.0:9000");
  for (const recipe of [caddy, nginx, tunnel]) {
    expect(recipe?.text).toContain("127.0.0.1:9000");
    expect(recipe?.text).not.toContain("8765");
    expect(recipe?.serve).toContain("--listen 0.0.0.0:9000");
  }
});

test("the agent's address ends with a slash, as it wants it", () => {
  expect(recipesFor("http://10.0.0.7:8765").at(-1)?.text).toBe("http://10.0.0.7:8765/scim/v2/");
  expect(recipesFor("https://latchkey.acme.com/").at(-1)?.text).toBe("https://latchkey.acme.com/scim/v2/");
});
