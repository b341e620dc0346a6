import { CircleCheck } from "lucide-react";
import { useSession } from "../../../api/session.ts";
import type { PassedTest, SignInTested } from "../../../api/sign-in-policy.ts";
import { Notice } from "../../../parts/Notice.tsx";
import { useNow } from "../../../parts/useNow.ts";
import { texts } from "../../../texts/index.ts";
import { at } from "../../../time.ts";
import classes from "./Connector.module.css";

const say = texts.connector.manage;

/** What the test did to the tester's link; whose Okta account it was, where it is not the tester's own. */
function aboutTheLink({ link, tester, belongsTo }: PassedTest, me: string | undefined): string {
  const who = tester && tester.id !== me ? tester.name : null;
  if (link === "made") return who ? say.link.made(who) : say.link.madeYou;
  if (link === "kept") return who ? say.link.kept(who) : say.link.keptYou;
  if (belongsTo) return belongsTo.id === me ? say.link.yours : say.link.anothers(belongsTo.name);
  return who ? say.link.unlike(who) : say.link.unlikeYou;
}

/**
 * Whether the values in the fields were tested, and with whose Okta account. A test counts for an hour; `savedTestAt` is of
 * the one that the saved values were saved with.
 */
export function Tested({
  tested,
  savedTestAt,
}: {
  tested: SignInTested | undefined;
  savedTestAt: string | null;
}) {
  const me = useSession().data?.user.id;
  const now = useNow();
  const { testedAt, test } = tested ?? { testedAt: null, test: null };
  const passedAt = testedAt ?? savedTestAt;
  if (!passedAt) return <p className={classes.hint}>{say.testHint}</p>;
  return (
    <div className={classes.aside} role="status">
      <p className={classes.passed}>
        <CircleCheck size={14} aria-hidden />
        <span>
          {test
            ? say.testedAs(at(new Date(passedAt), now), test.account)
            : say.tested(at(new Date(passedAt), now))}
          {test && test.link !== "not_made" && ` ${aboutTheLink(test, me)}`}
        </span>
      </p>
      {test?.link === "not_made" && <Notice tone="waiting">{aboutTheLink(test, me)}</Notice>}
    </div>
  );
}
