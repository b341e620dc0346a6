// Recipes to be reached by Okta, made of the public URL that is wanted.

export type RecipeId = "caddy" | "nginx" | "tunnel" | "agent";

export interface Recipe {
  id: RecipeId;
  text: string;
  /** How Latchkey is then started; none where nothing changes for it. */
  serve: string | null;
}

/** Where a server listens that was told nothing else. */
const USUAL = "127.0.0.1:8765";

/** Where a proxy on the same machine finds the server: every address of the machine is also this one. */
const fromHere = (listen: string) => listen.replace(/^(0\.0\.0\.0|\[::\])(?=:)/, "127.0.0.1");

/** An address that is not public yet stands in for one that will be. */
function hostOf(publicUrl: string): string {
  try {
    const { hostname, protocol } = new URL(publicUrl);
    const own = hostname === "localhost" || /^[\d.]+$|^\[/.test(hostname);
    return protocol === "https:" && !own ? hostname : "latchkey.example.com";
  } catch {
    return "latchkey.example.com";
  }
}

/** `listen` is the address that the server listens on, as Settings has it. */
export function recipesFor(publicUrl: string, listen = USUAL): Recipe[] {
  const host = hostOf(publicUrl);
  const local = fromHere(listen);
  const own = local === USUAL ? "" : ` --listen ${listen}`;
  const serve = `latchkey serve${own} --public-url https://${host} --trusted-proxy 127.0.0.1/32`;
  return [
    { id: "caddy", text: `${host} {\n    reverse_proxy ${local}\n}`, serve },
    {
      id: "nginx",
      text: [
        "server {",
        "    listen 443 ssl;",
        `    server_name ${host};`,
        `    ssl_certificate     /etc/ssl/${host}.pem;`,
        `    ssl_certificate_key /etc/ssl/${host}.key;`,
        "    client_max_body_size 8m;",
        "    location / {",
        `        proxy_pass http://${local};`,
        "        proxy_set_header Host $host;",
        "        proxy_set_header X-Forwarded-For $remote_addr;",
        "        proxy_set_header X-Forwarded-Proto https;",
        "        proxy_read_timeout 60s;",
        "    }",
        "}",
      ].join("\n"),
      serve,
    },
    {
      id: "tunnel",
      text: [
        "cloudflared tunnel login",
        "cloudflared tunnel create latchkey",
        `cloudflared tunnel route dns latchkey ${host}`,
        `cloudflared tunnel run --url http://${local} latchkey`,
      ].join("\n"),
      serve,
    },
    { id: "agent", text: `${publicUrl.replace(/\/+$/, "")}/scim/v2/`, serve: null },
  ];
}
