import { codesAreRead } from "../api/second-step.ts";
import { Brand } from "../parts/Brand.tsx";
import { LonePage } from "../parts/LonePage.tsx";
import { RecoveryCodes } from "../parts/second-factor/RecoveryCodes.tsx";
import { useTitle } from "../parts/useTitle.ts";
import { texts } from "../texts/index.ts";
import classes from "./SignInPage.module.css";

const say = texts.secondFactor.codes;

/** After a sign-in that added a second factor: before anything else, what is shown this once. */
export default function RecoveryCodesPage({ codes }: { codes: string[] }) {
  useTitle(say.title);
  return (
    <LonePage head={<Brand />}>
      <div className={classes.stack}>
        <h1 className={classes.title}>{say.title}</h1>
        <RecoveryCodes codes={codes} onKept={codesAreRead} />
      </div>
    </LonePage>
  );
}
