// Passkeys by the browser's own WebAuthn, as JSON in and out (WebAuthn Level 3, section 5.1.8 and 5.1.9).

export interface Passkeys {
  /** Makes one for the server's options; what it gives goes back to the server. */
  make(options: unknown): Promise<unknown>;
  /** Signs in with one. */
  use(options: unknown): Promise<unknown>;
}

/** Null where the browser has none, or is too old to read the server's options: before 2025 some could use them, and not so. */
export function browserPasskeys(window: Window & typeof globalThis): Passkeys | null {
  const kind = window.PublicKeyCredential;
  if (!kind?.parseCreationOptionsFromJSON || !kind.parseRequestOptionsFromJSON) return null;
  const { credentials } = window.navigator;
  const made = (credential: Credential | null) => (credential as PublicKeyCredential | null)?.toJSON();
  return {
    make: async (options) => {
      const publicKey = kind.parseCreationOptionsFromJSON(options as PublicKeyCredentialCreationOptionsJSON);
      return made(await credentials.create({ publicKey }));
    },
    use: async (options) => {
      const publicKey = kind.parseRequestOptionsFromJSON(options as PublicKeyCredentialRequestOptionsJSON);
      return made(await credentials.get({ publicKey }));
    },
  };
}
