/** What a platform said of one user, in no platform's words. */
export interface Said {
  readonly what: Statement;
  /** The user's id with the platform. Never printed. */
  readonly subject: string;
  /** When the platform says that it happened, milliseconds. */
  readonly at: number;
  /** What tells this notice from every other, and is the same when it is repeated. Hashed before anybody sees it. */
  readonly identity: readonly string[];
}

export type Statement =
  /** The user took back everything the app was allowed. */
  | { readonly kind: 'everything revoked' }
  /** The user took back some things, by WeChat's codes; those of a plug-in's data alone where one is named. */
  | { readonly kind: 'codes revoked'; readonly codes: readonly string[]; readonly plugin: string | null }
  /** The user took back some things, by the platform's own words for them. */
  | { readonly kind: 'scopes revoked'; readonly scopes: readonly string[] }
  /** The user has closed the account with the platform. */
  | { readonly kind: 'platform account cancelled' }
  /** The user's account with us is gone. */
  | { readonly kind: 'account deleted' }
  /** The platform found that the user is too young, or no longer of the age it took the user for. */
  | { readonly kind: 'age changed' };

/** A notice that asks for nothing to be erased. `why` is counted and shown, and names nobody. */
export interface Noted {
  readonly noted: string;
}

export const isNoted = (said: Said | Noted): said is Noted => 'noted' in said;
