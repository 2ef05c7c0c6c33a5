export interface Hold {
  readonly id: string;
  /** A ground of the policy. */
  readonly ground: string;
  /** The reference of whoever demanded it: a case number of a court, an order of an authority. Never a subject. */
  readonly authority: string;
  readonly placedAt: number;
  /** The role that placed it; not a name. */
  readonly placedBy: string;
  /** When somebody has to look whether it is still needed. */
  readonly reviewAt: number;
  /**
   * Set for an extension, which the policy itself allows for a time: it is in force until this instant and then ends by
   * itself. Nothing but its release ends a hold without it.
   */
  readonly until?: number;
}

/** One subject, or all of a policy or of a dataset, which never share an id. */
export type HoldScope = { readonly ref: string } | { readonly wide: string };

/** A hold with what it is on. Once released it stays on the list, so that nobody can say it never was. */
export interface PlacedHold extends Hold {
  readonly policy: string;
  readonly scope: HoldScope;
  readonly released?: { readonly at: number; readonly by: string };
}
