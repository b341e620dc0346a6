//! How this server gets a public address: configurations of proxies and tunnels, with this installation's names in them.
//!
//! Caddy's and nginx's are run by the real programs in `tests/tests/e2e/reach.rs`, with another name, port and certificate alone.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use url::{Host, Url};

/// What a configuration is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Product {
    /// Caddy, whose certificates come by themselves.
    Caddy,
    /// nginx, with a certificate that is there.
    Nginx,
    /// Traefik, by its file provider.
    Traefik,
    /// Cloudflare Tunnel.
    Cloudflare,
    /// Tailscale Funnel.
    Tailscale,
    /// Okta's on-premises provisioning agent.
    Agent,
}

impl Product {
    /// Every one, in the order of the page.
    pub const ALL: [Self; 6] = [
        Self::Caddy,
        Self::Nginx,
        Self::Traefik,
        Self::Cloudflare,
        Self::Tailscale,
        Self::Agent,
    ];

    /// The word in JSON and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Caddy => "caddy",
            Self::Nginx => "nginx",
            Self::Traefik => "traefik",
            Self::Cloudflare => "cloudflare",
            Self::Tailscale => "tailscale",
            Self::Agent => "agent",
        }
    }
}

/// A configuration to copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipe {
    /// For what.
    pub product: Product,
    /// A file, or commands.
    pub text: String,
    /// How Latchkey is started then; none where nothing changes for it.
    pub serve: Option<String>,
}

/// Stands in for a public name where there is none yet.
pub const STAND_IN: &str = "latchkey.example.com";
const TAILSCALE_STAND_IN: &str = "latchkey.example.ts.net";
/// Where `serve` listens when it is not told otherwise.
const USUAL: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8765);

/// All of them, for the public URL that is wanted and the address that the server listens on.
pub fn all(public_url: &str, listen: SocketAddr) -> Vec<Recipe> {
    Product::ALL
        .into_iter()
        .map(|product| recipe(product, public_url, listen))
        .collect()
}

/// One of them.
pub fn recipe(product: Product, public_url: &str, listen: SocketAddr) -> Recipe {
    let names = Names::of(public_url, listen);
    let text = match product {
        Product::Caddy => names.caddy(),
        Product::Nginx => names.nginx(),
        Product::Traefik => names.traefik(),
        Product::Cloudflare => names.cloudflare(),
        Product::Tailscale => names.tailscale(),
        Product::Agent => format!("{}/scim/v2/", public_url.trim_end_matches('/')),
    };
    let serve = match product {
        Product::Agent => None,
        Product::Tailscale => Some(names.serve(&names.tailscale_host())),
        _ => Some(names.serve(&names.host)),
    };
    Recipe {
        product,
        text,
        serve,
    }
}

/// What is written into them. None has to be quoted: a host is letters, digits, dots and hyphens, or it is not taken.
struct Names {
    host: String,
    /// 443, or what the public URL says.
    port: u16,
    listen: SocketAddr,
    /// Where a proxy on the same machine finds the server.
    upstream: SocketAddr,
}

impl Names {
    fn of(public_url: &str, listen: SocketAddr) -> Self {
        let wanted = Url::parse(public_url)
            .ok()
            .filter(|url| url.scheme() == "https");
        let host = wanted.as_ref().and_then(public_name);
        let port = wanted
            .as_ref()
            .filter(|_| host.is_some())
            .and_then(Url::port);
        Self {
            host: host.unwrap_or(STAND_IN).to_owned(),
            port: port.unwrap_or(443),
            listen,
            upstream: from_this_machine(listen),
        }
    }

    /// With the port, where it is not https's own.
    fn with_port(&self, host: &str) -> String {
        match self.port {
            443 => host.to_owned(),
            port => format!("{host}:{port}"),
        }
    }

    fn caddy(&self) -> String {
        format!(
            "{} {{\n    reverse_proxy {}\n}}",
            self.with_port(&self.host),
            self.upstream
        )
    }

    fn nginx(&self) -> String {
        let Self {
            host,
            port,
            upstream,
            ..
        } = self;
        format!(
            "server {{
    listen {port} ssl;
    listen [::]:{port} ssl;
    server_name {host};
    ssl_certificate     /etc/ssl/{host}.pem;
    ssl_certificate_key /etc/ssl/{host}.key;
    client_max_body_size 8m;
    location / {{
        proxy_pass http://{upstream};
        proxy_http_version 1.1;
        proxy_set_header Host $http_host;
        proxy_set_header X-Forwarded-For $remote_addr;
        proxy_set_header X-Forwarded-Proto https;
        proxy_read_timeout 60s;
    }}
}}"
        )
    }

    fn traefik(&self) -> String {
        let Self { host, upstream, .. } = self;
        format!(
            "[http.routers.latchkey]
rule = \"Host(`{host}`)\"
entryPoints = [\"websecure\"]
service = \"latchkey\"

[http.routers.latchkey.tls]
certResolver = \"letsencrypt\"

[[http.services.latchkey.loadBalancer.servers]]
url = \"http://{upstream}\""
        )
    }

    fn cloudflare(&self) -> String {
        let Self { host, upstream, .. } = self;
        format!(
            "cloudflared tunnel login
cloudflared tunnel create latchkey
cloudflared tunnel route dns latchkey {host}
cloudflared tunnel run --url 'http://{upstream}' latchkey"
        )
    }

    fn tailscale(&self) -> String {
        let port = self.port;
        format!(
            "tailscale funnel --bg --https={port} 'http://{}'",
            self.upstream
        )
    }

    /// Funnel gives names of its own only.
    fn tailscale_host(&self) -> String {
        if self.host.ends_with(".ts.net") {
            self.host.clone()
        } else {
            TAILSCALE_STAND_IN.to_owned()
        }
    }

    fn serve(&self, host: &str) -> String {
        let own = if self.upstream == USUAL && self.listen == USUAL {
            String::new()
        } else {
            format!(" --listen '{}'", self.listen)
        };
        let proxy = self.upstream.ip();
        let bits = if proxy.is_ipv4() { 32 } else { 128 };
        format!(
            "latchkey serve{own} --public-url https://{} --trusted-proxy {proxy}/{bits}",
            self.with_port(host)
        )
    }
}

/// A name that can be public. What else a URL's host may have in it, braces and quotes among that, no certificate is made
/// for (RFC 5280, section 4.2.1.6), and in a configuration it would mean something.
fn public_name(url: &Url) -> Option<&str> {
    let Some(Host::Domain(name)) = url.host() else {
        return None;
    };
    let plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '.' || letter == '-';
    let own = name == "localhost" || name.ends_with(".localhost");
    (!own && name.contains('.') && !name.starts_with(['.', '-']) && name.chars().all(plain))
        .then_some(name)
}

/// Whoever listens on every address listens on the loopback one, too.
fn from_this_machine(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_that_is_no_public_name_is_stood_in_for() {
        for url in [
            "http://127.0.0.1:8765",
            "http://latchkey.acme.com",
            "https://localhost",
            "https://latchkey.localhost",
            "https://10.0.0.7",
            "https://[::1]",
            "https://intranet",
            "https://a.com{import}",
            "https://a.com;$(id)",
            "https://a`.com",
            "https://a\".com",
            "https://-a.com",
            "no URL",
        ] {
            for recipe in all(url, USUAL) {
                if !matches!(recipe.product, Product::Agent | Product::Tailscale) {
                    assert!(recipe.text.contains(STAND_IN), "{url}: {}", recipe.text);
                }
                if let Some(serve) = recipe.serve {
                    assert!(serve.contains("example."), "{url}: {serve}");
                }
            }
        }
    }

    #[test]
    fn the_names_of_the_installation_are_in_every_one() {
        for recipe in all("https://latchkey.acme.com/", USUAL) {
            let serve = recipe.serve.as_deref();
            match recipe.product {
                Product::Agent => {
                    assert_eq!(recipe.text, "https://latchkey.acme.com/scim/v2/");
                    assert_eq!(serve, None);
                }
                Product::Tailscale => assert!(recipe.text.contains("'http://127.0.0.1:8765'")),
                _ => {
                    assert!(recipe.text.contains("latchkey.acme.com"), "{}", recipe.text);
                    assert!(recipe.text.contains("127.0.0.1:8765"), "{}", recipe.text);
                    assert_eq!(
                        serve,
                        Some(
                            "latchkey serve --public-url https://latchkey.acme.com --trusted-proxy 127.0.0.1/32"
                        )
                    );
                }
            }
        }
    }

    #[test]
    fn a_server_that_listens_elsewhere_is_found_and_started_there_again() {
        for (listen, upstream, proxy) in [
            ("0.0.0.0:9000", "127.0.0.1:9000", "127.0.0.1/32"),
            ("[::]:9000", "[::1]:9000", "::1/128"),
            ("10.0.0.7:9000", "10.0.0.7:9000", "10.0.0.7/32"),
        ] {
            let recipe = recipe(
                Product::Caddy,
                "https://latchkey.acme.com:8443",
                listen.parse().unwrap(),
            );
            assert_eq!(
                recipe.text,
                format!("latchkey.acme.com:8443 {{\n    reverse_proxy {upstream}\n}}")
            );
            assert_eq!(
                recipe.serve.unwrap(),
                format!(
                    "latchkey serve --listen '{listen}' --public-url https://latchkey.acme.com:8443 --trusted-proxy {proxy}"
                )
            );
        }
    }

    #[test]
    fn traefiks_is_toml() {
        let recipe = recipe(Product::Traefik, "https://latchkey.acme.com", USUAL);
        let read: toml::Table = recipe.text.parse().unwrap();
        let router = &read["http"]["routers"]["latchkey"];
        assert_eq!(router["rule"].as_str(), Some("Host(`latchkey.acme.com`)"));
        assert_eq!(router["tls"]["certResolver"].as_str(), Some("letsencrypt"));
        let servers = &read["http"]["services"]["latchkey"]["loadBalancer"]["servers"];
        assert_eq!(servers[0]["url"].as_str(), Some("http://127.0.0.1:8765"));
    }
}
