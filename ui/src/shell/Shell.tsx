import { Button, Tooltip, UnstyledButton } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { Link, useLocation, useNavigate, useRouter } from "@tanstack/react-router";
import { CircleCheck, CircleUser, CloudOff, LogOut, Search } from "lucide-react";
import { type FormEvent, lazy, type ReactNode, Suspense, useState } from "react";
import { useConnection } from "../api/connection.ts";
import { type SignedIn, useSignOut } from "../api/session.ts";
import { Mark } from "../parts/Mark.tsx";
import { Notice } from "../parts/Notice.tsx";
import { platform } from "../platform/index.ts";
import { roleKey } from "../roles.ts";
import { texts } from "../texts/index.ts";
import { useKeys } from "./keys.ts";
import { navigationFor } from "./navigation.ts";
import { RehearsalBanner } from "./RehearsalBanner.tsx";
import { ServerLostBanner } from "./ServerLostBanner.tsx";
import classes from "./Shell.module.css";
import { modName, Shortcuts } from "./Shortcuts.tsx";

const say = texts.shell;
const Palette = lazy(() => import("./Palette.tsx").then(({ Palette }) => ({ default: Palette })));

/** Sidebar and pane. The sidebar becomes a rail below 1040 px, and a bar at the top on a phone. */
export function Shell({ signedIn, children }: { signedIn: SignedIn; children: ReactNode }) {
  const { pathname } = useLocation();
  // On a phone the menu is open on the page that it was opened on, and shut on the one that it led to.
  const [openOn, setOpenOn] = useState<string | null>(null);
  const open = openOn === pathname;
  const [asked, setAsked] = useState(0);
  const [shortcuts, setShortcuts] = useState(false);
  const ask = () => setAsked((times) => times + 1);
  // Also from within a field: it is not a key pressed alone.
  useHotkeys([["mod+K", ask]], []);
  useShellKeys(() => setShortcuts(true));
  return (
    <div className={classes.shell}>
      <a href="#content" className={classes.skip}>
        {texts.skipToContent}
      </a>
      <header className={classes.sidebar} data-open={open || undefined}>
        <div className={classes.organization}>
          <Mark size={20} />
          <span className={classes.wide}>{signedIn.organization.name}</span>
        </div>
        <Button
          className={classes.menuButton ?? ""}
          aria-expanded={open}
          onClick={() => setOpenOn(open ? null : pathname)}
        >
          {say.menu}
        </Button>
        <div className={classes.search}>
          <Tooltip
            label={texts.palette.open}
            position="right"
            classNames={{ tooltip: classes.onlyRail ?? "" }}
          >
            <UnstyledButton className={classes.searchButton ?? ""} onClick={ask}>
              <Search size={14} aria-hidden />
              <span className={classes.wide}>{texts.palette.open}</span>
              <span className={classes.searchKey} aria-hidden="true">
                {texts.palette.key(modName)}
              </span>
            </UnstyledButton>
          </Tooltip>
        </div>
        <Navigation signedIn={signedIn} />
        <Foot signedIn={signedIn} />
      </header>
      <div className={classes.pane} id="content" tabIndex={-1}>
        <RehearsalBanner />
        <ServerLostBanner />
        {children}
      </div>
      <Suspense fallback={null}>
        {asked > 0 && <Palette signedIn={signedIn} asked={asked} onShortcuts={() => setShortcuts(true)} />}
      </Suspense>
      <Shortcuts opened={shortcuts} onClose={() => setShortcuts(false)} />
    </div>
  );
}

function useShellKeys(onHelp: () => void): void {
  const navigate = useNavigate();
  const { routesByPath } = useRouter();
  const go = (to: string) => () => {
    if (to in routesByPath) void navigate({ to });
  };
  useKeys({
    "?": onHelp,
    "/": () => document.querySelector<HTMLInputElement>("[data-search]")?.focus(),
    "g h": go("/"),
    "g p": go("/people"),
    "g g": go("/groups"),
    "g a": go("/activity"),
  });
}

function Navigation({ signedIn }: { signedIn: SignedIn }) {
  const { routesByPath } = useRouter();
  const sections = navigationFor(roleKey(signedIn.user.accessRole), (to) => to in routesByPath);
  return (
    <nav aria-label={say.navigation} className={classes.navigation}>
      {sections.map(({ id, title, entries }) => [
        title && (
          <p key={`${id}-title`} className={classes.section} id={`section-${id}`}>
            {title}
          </p>
        ),
        <ul key={id} {...(title ? { "aria-labelledby": `section-${id}` } : {})}>
          {entries.map(({ to, label, Icon }) => (
            <li key={to}>
              <Tooltip label={label} position="right" classNames={{ tooltip: classes.onlyRail ?? "" }}>
                <Link
                  to={to}
                  className={classes.link}
                  activeProps={{ "data-active": "" }}
                  activeOptions={{ exact: to === "/", includeSearch: false }}
                >
                  <Icon size={16} aria-hidden />
                  <span className={classes.wide}>{label}</span>
                </Link>
              </Tooltip>
            </li>
          ))}
        </ul>,
      ])}
    </nav>
  );
}

function Foot({ signedIn }: { signedIn: SignedIn }) {
  const { lostSince } = useConnection();
  const { user } = signedIn;
  const name = user.displayName || `${user.givenName} ${user.familyName}`;
  return (
    <div className={classes.foot}>
      <p className={classes.server} data-lost={lostSince ? "" : undefined}>
        {lostSince ? (
          <CloudOff size={12} aria-hidden className={classes.sign} />
        ) : (
          <CircleCheck size={12} aria-hidden className={classes.sign} />
        )}
        <span className={classes.cut} title={platform.host}>
          {platform.host}
        </span>
        <span className={classes.state}>{lostSince ? say.notAnswering : say.answering}</span>
      </p>
      <Tooltip label={say.account(name)} position="right" classNames={{ tooltip: classes.onlyRail ?? "" }}>
        <Link to="/me" className={classes.person}>
          <CircleUser size={16} aria-hidden className={classes.face} />
          <span className="hidden-text">{texts.account.title}: </span>
          <span className={`${classes.cut} ${classes.name}`}>{name}</span>
          {user.email !== name && (
            <span className={`${classes.cut} ${classes.email}`} title={user.email}>
              {user.email}
            </span>
          )}
        </Link>
      </Tooltip>
      <SignOut />
    </div>
  );
}

function SignOut() {
  const signOut = useSignOut();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!signOut.isPending) signOut.mutate();
  };
  const label = signOut.isPending ? say.signingOut : say.signOut;
  return (
    <form onSubmit={submit} className={classes.signOut}>
      {signOut.isError && <Notice tone="refused">{say.signOutFailed}</Notice>}
      <Tooltip label={label} position="right" classNames={{ tooltip: classes.onlyRail ?? "" }}>
        <Button
          type="submit"
          variant="subtle"
          fullWidth
          aria-busy={signOut.isPending}
          classNames={{ root: classes.signOutButton ?? "", inner: classes.signOutInner ?? "" }}
        >
          <LogOut size={16} aria-hidden className={classes.signOutIcon} />
          <span className={classes.wide}>{label}</span>
        </Button>
      </Tooltip>
    </form>
  );
}
