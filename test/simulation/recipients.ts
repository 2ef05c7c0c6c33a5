import { ExpungeError } from '../../lib/errors.ts';
import type { Carried } from '../../lib/recipients/carrier.ts';
import { createDesk } from '../../lib/recipients/index.ts';
import type { Notice } from '../../lib/recipients/notice.ts';
import { confirmRecipient } from '../../lib/registry/index.ts';
import type { Surroundings } from './people.ts';
import type { RecipientsModel } from './recipients-model.ts';
import { DAY, HOUR, SUBJECTS } from './scenario.ts';
import type { Scheduler } from './scheduler.ts';

/** Those who received data: they are silent, slow, hear of it and do not say so, answer at once, later, twice or never. */
export function createRecipients(scheduler: Scheduler, recipients: RecipientsModel) {
  const { request, answer, strikes, hit, draws } = scheduler;
  /** Notices that somebody took and has not answered, with the time at which they will. */
  const minds: { readonly case: string; readonly recipient: string; readonly at: number }[] = [];
  const known = new Set<string>();

  async function carry(_channel: unknown, notice: Notice): Promise<Carried> {
    const { recipient } = notice;
    await request(`recipient.${recipient}`);
    recipients.tried(notice.case, recipient, scheduler.now);
    if (strikes(0.2, 40)) throw silent(recipient, 'silent recipient');
    if (strikes(0.1, 41)) {
      hit('slow recipient', recipient);
      await scheduler.sleep(1000 + Math.floor(draws(42) * 8_000));
    }
    recipients.told(heard(notice), scheduler.now);
    makeUpMind(notice);
    if (strikes(0.1, 43)) throw silent(recipient, 'answer of a recipient lost');
    await answer(`recipient.${recipient} answers`);
    const confirmed = recipient === 'courier' && draws(44) < 0.3;
    if (confirmed) recipients.said(notice.case, recipient, scheduler.now);
    return { confirmed };
  }
  const heard = ({ categories, ...notice }: Notice) => ({ ...notice, categories: categories.map(({ id }) => id) });

  function silent(recipient: string, how: 'silent recipient' | 'answer of a recipient lost'): ExpungeError {
    hit(how, recipient);
    return new ExpungeError('RECIPIENT_SILENT', `${recipient}: ${how}.`);
  }

  function makeUpMind({ case: id, recipient }: Pick<Notice, 'case' | 'recipient'>): void {
    if (known.has(`${id} ${recipient}`)) return;
    known.add(`${id} ${recipient}`);
    const will = draws(45);
    if (will < 0.15) return; // never
    const at = scheduler.now + Math.floor(draws(46) * (will < 0.6 ? HOUR : 4 * DAY));
    minds.push({ case: id, recipient, at });
    if (!strikes(0.3, 47)) return;
    hit('answered twice', recipient);
    minds.push({ case: id, recipient, at: at + Math.floor(draws(48) * HOUR) });
  }

  return {
    carriers: { https: carry, sqs: carry, eventBus: carry },
    makeUpMind,
    /** Answers whose time has come, to be brought to whoever notes them. */
    answersDue: () => minds.splice(0).filter((one) => one.at <= scheduler.now || void minds.push(one)),
    get next(): number {
      return Math.min(...minds.map(({ at }) => at), 9e12);
    },
  };
}

/** Brings what recipients answer, and prints the letters of those who are told on paper. */
export function createMailroom({ world, recipients, scheduler, at, insist }: Surroundings) {
  const desk = () => createDesk(world.recipientsOffice());

  function bring({ case: id, recipient }: { case: string; recipient: string }): void {
    const confirmedAt = scheduler.now;
    recipients.said(id, recipient, confirmedAt);
    insist('case', async () => {
      if (recipient === 'printer') await desk().confirm(id, recipient, 'clerk');
      else await confirmRecipient({ case: id, recipient, confirmedAt }, world.office());
    });
  }

  function print({ case: id, recipient }: { case: string; recipient: string }): void {
    recipients.tried(id, recipient, scheduler.now);
    at(scheduler.now + Math.floor(scheduler.draws(49) * 5 * HOUR), () => {
      insist('case', async () => {
        const letter = await letterTo(id, recipient);
        if (letter === null) return;
        const subject = SUBJECTS.find((one) => letter.includes(one)) ?? 'nobody';
        recipients.told({ case: id, recipient, subject, categories: ['content'] }, scheduler.now);
        await desk().sent(id, recipient, 'clerk');
        world.post.makeUpMind({ case: id, recipient });
      });
    });
  }

  /** Null: settled or held meanwhile; nobody is told now, and after a hold it is asked for again. */
  async function letterTo(id: string, recipient: string): Promise<string | null> {
    try {
      return (await desk().letter(id, recipient)).text;
    } catch (failure) {
      if (failure instanceof ExpungeError && failure.code === 'USAGE') return null;
      throw failure;
    }
  }

  return { bring, print };
}
