import { Button, FileButton } from "@mantine/core";
import { useState } from "react";
import type { Organization } from "../../api/organization.ts";
import { bytesInWords, digits } from "../../numbers.ts";
import { Drawn } from "../../parts/Drawn.tsx";
import { LOGO, Logo } from "../../parts/Logo.tsx";
import { Notice } from "../../parts/Notice.tsx";
import { platform } from "../../platform/index.ts";
import { texts } from "../../texts/index.ts";
import { OKTA_LEAST, readLogo } from "./logo.ts";
import classes from "./Organization.module.css";
import type { Edits } from "./useEdits.ts";

const say = texts.organization.logo;

/** The logo as it is, as it will be, and how to get it out as an image for Okta. */
export function LogoField({ organization, edits }: { organization: Organization; edits: Edits }) {
  const { logo, setLogo } = edits;
  const [mistake, setMistake] = useState<string | null>(null);
  const stored = organization.logo;
  const choose = async (file: File | null) => {
    if (!file) return;
    const chosen = await readLogo(file);
    if ("mistake" in chosen) return setMistake(chosen.mistake);
    setMistake(null);
    setLogo(chosen);
  };
  const chosen = typeof logo === "object" ? logo : null;
  const small =
    chosen && (chosen.picture.width < OKTA_LEAST.width || chosen.picture.height < OKTA_LEAST.height);
  return (
    <div>
      <p className={classes.label}>{say.label}</p>
      <p className={classes.hint}>{say.hint}</p>
      <div className={classes.logo}>
        <div className={classes.frame} data-faded={logo === "remove" || undefined}>
          {chosen ? (
            <Drawn picture={chosen.picture} alt={say.alt} className={classes.picture} />
          ) : platform.desktop ? (
            <Logo alt={say.alt} className={classes.picture} />
          ) : (
            <img src={stored?.url ?? LOGO} alt={say.alt} className={classes.picture} />
          )}
        </div>
        <div className={classes.logoSide}>
          <p className={classes.hint} role="status">
            {chosen
              ? `${say.pending} · ${say.facts(digits(chosen.picture.width), digits(chosen.picture.height), bytesInWords(chosen.file.size))}`
              : logo === "remove"
                ? say.removing
                : stored
                  ? say.facts(digits(stored.width), digits(stored.height), bytesInWords(stored.bytes))
                  : say.none}
          </p>
          <div className={classes.logoTools}>
            <FileButton accept="image/png" onChange={choose}>
              {(props) => <Button {...props}>{stored || chosen ? say.replace : say.choose}</Button>}
            </FileButton>
            {stored && logo === "keep" && (
              <Button variant="subtle" onClick={() => setLogo("remove")}>
                {say.remove}
              </Button>
            )}
            {logo !== "keep" && (
              <Button variant="subtle" onClick={() => setLogo("keep")}>
                {stored ? say.keep : say.remove}
              </Button>
            )}
            {!chosen && !platform.desktop && (
              <Button component="a" href={stored?.url ?? LOGO} download="logo.png" variant="subtle">
                {say.saveImage}
              </Button>
            )}
          </div>
        </div>
      </div>
      {mistake && <Notice tone="refused">{mistake}</Notice>}
      {small && <Notice tone="waiting">{say.small}</Notice>}
    </div>
  );
}
