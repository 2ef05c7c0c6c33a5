import { describe, expect, it } from 'vitest';
import { dropKnown, type PlatformTrigger, parseDayList, takeDayList } from '../../lib/platforms/index.ts';
import type { Case, Subject } from '../../lib/registry/index.ts';
import { clock, referencer } from '../functions/messages.ts';
import { adaptNotice, planWith, signed, wechatApp } from './support.ts';

const plan = planWith();
const LI = 'oaKk343WOktAaT2ygsX138BGblrg';
const WANG = 'owAqB1nqaOYYWl0Ng484G2z5NIwU';
const POLICY = 'wechat-miniprogram';

describe('the list that WeChat mails', () => {
  it('has an OpenID a line, and its codes behind it', () => {
    const text = `\uFEFFopenid,revoke_info\r\n${LI},8\r\n"${WANG}","1,13"\r\n\r\n${LI}\t3\r\n`;
    expect(parseDayList(text, []).revocations).toEqual([
      { line: 2, subject: LI, codes: ['3', '8'] },
      { line: 3, subject: WANG, codes: ['1', '13'] },
    ]);
  });

  it('may leave the codes to whoever reads it', () => {
    expect(parseDayList(`${LI}\n${WANG},3`, ['8']).revocations.map(({ codes }) => codes)).toEqual([['8'], ['3']]);
  });

  it.each([
    [`${LI},8\nnobody at all\n`, /Lines 2 of the list cannot be read/],
    [`${LI},eight`, /Lines 1 of the list cannot be read/],
    [`${LI}\n`, /Lines 1 of the list do not say what was taken back/],
    ['openid\n', /no OpenID/],
    [Array(12).fill('no').join('\n'), /Lines 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 2 more/],
  ])('is refused whole where a line cannot be used, and nothing of it is quoted', (text, message) => {
    expect(() => parseDayList(text, [])).toThrow(message);
    expect(() => parseDayList(text, [])).not.toThrow(new RegExp(`${LI}|nobody|eight`));
  });
});

/** A registry in which some things were taken back before. */
function office(subjects: Readonly<Record<string, Partial<Subject>>> = {}, cases: readonly Partial<Case>[] = []) {
  const told: PlatformTrigger[] = [];
  const byRef = new Map(
    Object.entries(subjects).map(([id, subject]) => {
      const ref = referencer.subject(POLICY, id);
      return [ref, { ref, policy: POLICY, ...subject }];
    }),
  );
  return {
    told,
    plan,
    referencer,
    clock,
    registry: {
      subjects: async (refs: readonly string[]) => new Map([...byRef].filter(([ref]) => refs.includes(ref))),
      cases: async (ids: readonly string[]) => cases.filter(({ id }) => ids.includes(id ?? '')) as Case[],
    },
    tell: async (triggers: readonly PlatformTrigger[]) => void told.push(...triggers),
  };
}

const withdrawal = (at: string) => ({
  ...{ case: 'c', trigger: 'ErasureRequested' as const },
  ...{ at: Date.parse(at), deadline: 0, action: 'delete' as const },
});
const order = (codes: readonly string[], subject = LI, date = '2026-03-01') => ({
  app: wechatApp.app,
  date,
  revocations: [{ subject, codes }],
});

const push = (codes: string, at: string) =>
  signed(
    'wechat',
    JSON.stringify({
      AppID: wechatApp.app,
      OpenID: LI,
      CreateTime: Date.parse(at) / 1000,
      Event: 'user_authorization_revoke',
      RevokeInfo: codes,
    }),
  );

describe('the list as the second channel of the push', () => {
  it('asks for what nobody has asked for, received by the end of its day in Beijing [R-29]', async () => {
    const empty = office();
    expect(await takeDayList(order(['8', '13']), empty)).toEqual({ opened: 2, known: 0, refused: [] });
    expect(empty.told.map(({ type, detail }) => [type, detail.receivedAt, detail.channel])).toEqual([
      ['ErasureRequested', '2026-03-01T16:00:00.000Z', 'platform'],
      ['PermissionRevoked', '2026-03-01T16:00:00.000Z', 'platform'],
    ]);
  });

  it('makes the same ids when it is told again', async () => {
    const [one, other] = [office(), office()];
    await takeDayList(order(['8']), one);
    await takeDayList(order(['8']), other);
    expect(other.told).toEqual(one.told);
    await takeDayList(order(['8'], LI, '2026-02-28'), other);
    expect(other.told[1]?.detail.id).not.toBe(one.told[0]?.detail.id);
  });

  it('knows what the push opened since the day before, and nothing older', async () => {
    const since = (at: string) => office({ [LI]: { withdrawn: { phone: withdrawal(at) } } });
    expect(await takeDayList(order(['8']), since('2026-03-01T10:00:00+08:00'))).toMatchObject({ opened: 0, known: 1 });
    expect(await takeDayList(order(['8']), since('2026-02-28T00:00:00+08:00'))).toMatchObject({ opened: 0, known: 1 });
    expect(await takeDayList(order(['8']), since('2026-02-27T23:59:59+08:00'))).toMatchObject({ opened: 1, known: 0 });
  });

  it('asks for everything where only a part was taken back before', async () => {
    const part = office({ [LI]: { withdrawn: { phone: withdrawal('2026-03-01T00:00:00Z') } } });
    expect(await takeDayList(order(['8', '3']), part)).toMatchObject({ opened: 1, known: 0 });
    expect(part.told[0]?.detail.categories).toEqual(['invoice', 'phone']);
  });

  it('knows what a case is about that waits for its gates', async () => {
    const received = { receivedAt: Date.parse('2026-03-01T00:00:00Z') };
    const scope = { kind: 'categories', categories: ['phone'] } as const;
    const ref = referencer.subject(POLICY, LI);
    const waiting = office({ [LI]: { waiting: ['w'] } }, [
      { id: 'w', ref, scope, trigger: 'ErasureRequested', ...received },
    ]);
    expect(await takeDayList(order(['8']), waiting)).toMatchObject({ opened: 0, known: 1 });
    expect(await takeDayList(order(['3']), waiting)).toMatchObject({ opened: 1, known: 0 });
    const older = { receivedAt: Date.parse('2026-02-01T00:00:00Z') };
    const before = office({ [LI]: { waiting: ['w'] } }, [
      { id: 'w', ref, scope, trigger: 'ErasureRequested', ...older },
    ]);
    expect(await takeDayList(order(['8']), before)).toMatchObject({ opened: 1, known: 0 });
  });

  it('knows a user whose account was closed meanwhile, and not one closed before under other rules', async () => {
    const closure = (covers: readonly string[], on = '2026-03-01') => ({
      closure: {
        case: 'c',
        trigger: 'AccountClosed' as const,
        at: Date.parse(on),
        deadline: 0,
        covers,
        action: 'delete' as const,
      },
    });
    const rules = Object.keys(plan.policies[POLICY]?.rules ?? {});
    expect(await takeDayList(order(['8']), office({ [LI]: closure(rules) }))).toMatchObject({ known: 1 });
    expect(await takeDayList(order(['8']), office({ [LI]: closure([]) }))).toMatchObject({ known: 0, opened: 1 });
    const before = office({ [LI]: closure(rules, '2026-02-01') });
    expect(await takeDayList(order(['8']), before)).toMatchObject({ known: 0, opened: 1 });
  });

  it('asks for deleting where what stands only anonymises', async () => {
    const weak = { case: 'c', trigger: 'OtherLaw' as const, at: Date.parse('2026-03-01T00:00:00Z'), deadline: 0 };
    const weaker = () => office({ [LI]: { withdrawn: { phone: weak, location: weak } } });
    expect(await takeDayList(order(['8']), weaker())).toMatchObject({ opened: 1, known: 0 });
    expect(await takeDayList(order(['13']), weaker())).toMatchObject({ opened: 0, known: 1 });
  });

  it('says which entries it could not use, by their place', async () => {
    const bad = { ...order(['8']), revocations: [...order(['8']).revocations, { subject: WANG, codes: ['16'] }] };
    const answer = await takeDayList(bad, office());
    expect(answer).toMatchObject({ opened: 1, refused: [{ entry: 1, code: 'EVENT_UNKNOWN_SCOPE' }] });
    expect(JSON.stringify(answer)).not.toMatch(new RegExp(`${LI}|${WANG}`));
  });

  it('of a day to come, of no day, or of an app that is not ours is refused', async () => {
    for (const date of ['2026-03-03', '2026-02-30x']) {
      await expect(takeDayList(order(['8'], LI, date), office())).rejects.toMatchObject({ code: 'USAGE' });
    }
    const elsewhere = { ...order(['8']), app: 'wx0000000000000000' };
    await expect(takeDayList(elsewhere, office())).rejects.toMatchObject({ code: 'CONFIGURATION' });
  });
});

describe('a push that comes after the list', () => {
  const knownTo = async (at: string, subject: Partial<Subject>) => {
    const { triggers } = await adaptNotice(push('8', at), plan);
    return (await dropKnown(triggers, office({ [LI]: subject }))).known.length;
  };

  it('is known where the list’s withdrawal stands, which was received after it', async () => {
    const byList = { withdrawn: { phone: withdrawal('2026-03-01T16:00:00Z') } };
    expect(await knownTo('2026-03-01T12:00:00+08:00', byList)).toBe(1);
  });

  it('is another request where the user has taken back again since', async () => {
    const before = { withdrawn: { phone: withdrawal('2026-02-01T16:00:00Z') } };
    expect(await knownTo('2026-03-01T12:00:00+08:00', before)).toBe(0);
    expect(await knownTo('2026-03-01T12:00:00+08:00', {})).toBe(0);
  });
});
