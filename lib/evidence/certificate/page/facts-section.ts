import type { Certificate } from '../certificate.ts';
import type { Phrase } from '../words.ts';
import { both, bothInstant, bothOr } from './both.ts';
import { type Html, html } from './html.ts';

/** Which case it is, under which promise, and when what happened. */
export function factsSection({ statement: { evidence } }: Certificate): Html {
  const { policy, trigger, receivedAt, deadline, completedAt, statedAt, copiesGoneBy } = evidence;
  const punctual = completedAt <= deadline;
  return html`<section>
<dl class="facts">
${fact('fact.case', html`<code>${evidence.case}</code>`)}
${fact('fact.trigger', bothOr(`trigger.${trigger}`, trigger))}
${fact('fact.policy', html`<span><code>${policy.id}</code></span> ${both('fact.version', () => ({ version: policy.version }))}`)}
${fact('fact.received', bothInstant(receivedAt))}
${fact('fact.deadline', bothInstant(deadline))}
${fact(
  'fact.completed',
  html`${bothInstant(completedAt)} <b class="${punctual ? 'good' : 'bad'}">${both(punctual ? 'fact.in-time' : 'fact.late')}</b>`,
)}
${fact('fact.copies', copiesGoneBy === null ? both('fact.no-copies') : bothInstant(copiesGoneBy))}
${fact('fact.stated', bothInstant(statedAt))}
</dl>
</section>`;
}

export function fact(phrase: Phrase, value: Html): Html {
  return html`<div><dt>${both(phrase)}</dt><dd>${value}</dd></div>`;
}
