import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coverageOf, isReplaced } from '../../lib/registry/coverage.ts';
import type { Closure, Subject, Withdrawal } from '../../lib/registry/index.ts';

const cluster = (rule: string, categories: string[], deletable = false) => ({ rule, categories, deletable });
const closure: Closure = { case: 'closing', trigger: 'AccountClosed', at: 5, deadline: 50, covers: ['log'] };
const withdrawal = (id: string, at: number, deadline: number, action?: 'delete'): Withdrawal => {
  return { case: id, trigger: 'ConsentWithdrawn', at, deadline, ...(action && { action }) };
};

describe('what covers a cluster', () => {
  it('is nothing while nothing has come', () => {
    expect(coverageOf({}, cluster('log', ['ip']))).toBeNull();
    expect(coverageOf({}, cluster('log', []))).toBeNull();
  });

  it('is the closure, of the rules it covers, before any withdrawal', () => {
    const subject = { closure, withdrawn: { ip: withdrawal('w', 9, 10) } };
    expect(coverageOf(subject, cluster('log', ['ip']))).toEqual({
      case: 'closing',
      trigger: 'AccountClosed',
      deadline: 50,
    });
    expect(coverageOf(subject, cluster('people', ['name']))).toBeNull();
    expect(coverageOf(subject, cluster('~ip', ['ip']))?.case, 'a closure knows no derived cluster').toBe('w');
  });

  it('is the latest of the withdrawals that together took all of it, by the earliest deadline [R-06, R-09]', () => {
    const withdrawn = { ip: withdrawal('first', 1, 20), place: withdrawal('second', 2, 30) };
    expect(coverageOf({ withdrawn }, cluster('log', ['ip', 'place']))).toEqual({
      ...{ case: 'second', trigger: 'ConsentWithdrawn', deadline: 20 },
    });
    expect(coverageOf({ withdrawn }, cluster('log', ['ip', 'place', 'page']))).toBeNull();
    expect(coverageOf({ withdrawn }, cluster('~ip', ['ip']))?.case).toBe('first');
  });

  it('takes no inherited name for a withdrawal', () => {
    expect(coverageOf({ withdrawn: {} }, cluster('log', ['constructor']))).toBeNull();
  });

  it('is never both the cluster that deletes and the one that anonymises the same records [R-07]', () => {
    const category = fc.constantFrom('ip', 'place', 'page');
    const action = fc.constantFrom<[undefined, 'delete']>(undefined, 'delete');
    const mark = fc.record({ at: fc.nat(), deadline: fc.nat(), action });
    const subjects = fc.record({
      closure: fc.option(fc.record({ covers: fc.subarray(['log', 'people']), action })),
      withdrawn: fc.dictionary(category, mark),
    });
    fc.assert(
      fc.property(
        subjects,
        fc.uniqueArray(category, { minLength: 1 }),
        fc.boolean(),
        (drawn, categories, deletable) => {
          const marked = (one: { action: 'delete' | undefined }) => JSON.parse(JSON.stringify({ ...closure, ...one }));
          const subject: Pick<Subject, 'closure' | 'withdrawn'> = {
            ...(drawn.closure && { closure: marked(drawn.closure) }),
            withdrawn: Object.fromEntries(Object.entries(drawn.withdrawn).map(([name, one]) => [name, marked(one)])),
          };
          const ordinary = cluster('log', categories, deletable);
          const deleting = deletable ? coverageOf(subject, cluster('!log', categories)) : null;
          const covered = coverageOf(subject, ordinary);
          expect(covered !== null && deleting !== null).toBe(false);
          expect(isReplaced(subject, ordinary)).toBe(deleting !== null);
          // Whoever is covered at all is covered by one of the two, whatever is demanded.
          const plainly = coverageOf(subject, cluster('log', categories, false));
          expect(covered ?? deleting).toEqual(plainly);
        },
      ),
    );
  });
});
