import { useSession } from "../../api/session.ts";
import { texts } from "../../texts/index.ts";
import { AccountPage } from "./AccountPage.tsx";

/** One's account as a page of its own: Home is the directory's for an Admin. */
export function OwnAccountPage() {
  const { data: signedIn, dataUpdatedAt } = useSession();
  if (!signedIn) return null;
  return <AccountPage signedIn={signedIn} title={texts.account.title} now={new Date(dataUpdatedAt)} />;
}
