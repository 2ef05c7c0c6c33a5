import type { Certifier, Standing } from '../../lib/certifying/index.ts';
import { answeringRefusals, type RefusedAnswer } from '../wiring/refusal.ts';

export interface Looked {
  readonly issued: number;
  readonly stated: number;
  readonly refused: number;
}

/** Whatever has another form names no case. */
const CASE_ID = /^[\w-]{1,64}$/;

/**
 * Looks once over the docket; the schedule calls it each minute. Fails, after everything else was done, where a case did:
 * a person is called, and it is looked at again. Asked after one case, it answers where that stands.
 */
export function createHandler({ certifier }: { readonly certifier: Certifier }) {
  const answer = answeringRefusals((asked: unknown) =>
    certifier.standing(typeof asked === 'string' && CASE_ID.test(asked) ? asked : ''),
  );
  return async (event: unknown): Promise<Looked | Standing | RefusedAnswer> => {
    const asked = (event as { case?: unknown } | null)?.case;
    if (asked !== undefined) return answer(asked, undefined);
    const { issued, stated, refused, faults } = await certifier.look();
    if (faults.length > 0) throw faults[0];
    return { issued, stated, refused };
  };
}
