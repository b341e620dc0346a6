import { useQuery } from "@tanstack/react-query";
import { logoQuery } from "../api/logo.ts";
import { platform } from "../platform/index.ts";
import { Drawn } from "./Drawn.tsx";

/** Where a page of the server's has the logo, and where the app's own files have Latchkey's. */
export const LOGO = "/logo.png";

interface Look {
  alt: string;
  className: string | undefined;
}

/**
 * The organization's logo, else Latchkey's. The guide has admins save this picture for the app in Okta: in a browser it
 * stays an <img> of a PNG. The desktop window has no pages of the server's, so it asks for the picture and draws it.
 */
export function Logo(look: Look) {
  return platform.desktop ? <FetchedLogo {...look} /> : <LogoFile {...look} />;
}

function LogoFile({ alt, className }: Look) {
  return <img src={LOGO} alt={alt} width={196} height={56} className={className} />;
}

function FetchedLogo(look: Look) {
  const logo = useQuery(logoQuery);
  if (logo.isPending) return <div className={look.className} />;
  return logo.data ? <Drawn picture={logo.data} {...look} /> : <LogoFile {...look} />;
}
