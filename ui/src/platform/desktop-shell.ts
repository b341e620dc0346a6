// What the desktop window has besides the server: the machine that it runs on. The shapes are those of src-tauri/commands.

/** Why a command was not carried out: decide by `code`, show `sentence`. */
export interface DesktopRefusal {
  code: string;
  sentence: string;
  /** A server to connect to instead, where there is one. */
  address?: string | null;
  /** What the issuer said of a sign-in, in its own words. */
  issuerSaid?: { error: string; description: string } | null;
}

export function isDesktopRefusal(value: unknown): value is DesktopRefusal {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof (value as DesktopRefusal).code === "string" &&
    typeof (value as DesktopRefusal).sentence === "string"
  );
}

export interface DesktopState {
  /** This page's number, to ask for events with. */
  page: number;
  /** The app's own version. */
  version: string;
  /** Null while the person has to choose. */
  mode: "host" | "connect" | null;
  /** The server's address; while the person has to choose, the one that was chosen before. */
  address: string | null;
  /** The folder that would be hosted. */
  dataDir: string;
  /** Why what was chosen did not come about. */
  refusal: DesktopRefusal | null;
  /** What this machine lacks and was not said before. */
  missing: Said[];
}

export interface SignInUnderWay {
  /** To copy where no browser could be opened. */
  authorizeUrl: string;
  redirectUri: string;
  /** Whether the system's browser could be opened. */
  opened: boolean;
}

/** What this machine lacks, or a sign-in that came back and that nobody waits for. */
export type Said = "keychain" | "session_bus" | "stray_sign_in";

export type DesktopEvent =
  | { kind: "go"; path: string }
  | { kind: "closing" }
  | { kind: "notice"; what: Said }
  /** The app left the server: the state of a new page says why. */
  | { kind: "choose" };

/** Each rejects with a DesktopRefusal. */
export interface DesktopShell {
  /** As it was when this page was loaded. */
  readonly state: DesktopState;
  host(): Promise<void>;
  connect(address: string): Promise<void>;
  chooseAgain(): Promise<void>;
  /** Opens the system's browser and answers when someone is signed in or not. */
  signIn(): Promise<void>;
  /** The same with values that may not be saved yet; nobody is signed in by it. */
  testSignIn(issuer: string, clientId: string): Promise<void>;
  signInUnderWay(): Promise<SignInUnderWay | null>;
  openSignInAgain(): Promise<boolean>;
  handInAddress(address: string): Promise<void>;
  cancelSignIn(): Promise<void>;
  /** There is something to read: the window may be shown. */
  ready(): Promise<void>;
  /** Null once another page is there. */
  nextEvent(): Promise<DesktopEvent | null>;
  closeWindow(keepRunning: boolean): Promise<void>;
  openOutside(address: string): Promise<void>;
  /** Puts a file into the Downloads folder and gives its path. */
  save(name: string, bytes: Uint8Array): Promise<string>;
  startAtLogin(): Promise<boolean>;
  /** Gives what holds afterwards. */
  setStartAtLogin(on: boolean): Promise<boolean>;
}
