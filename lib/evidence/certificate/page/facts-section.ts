import { answeredAt } from '../../statement.ts';
import type { Certificate } from '../certificate.ts';
import { type Phrase, sayScope } from '../words.ts';
import { both, bothInstant, bothOr, inBoth } from './both.ts';
import { type Html, html } from './html.ts';

/** Which case it is, under which promise, and when what happened. */
export function factsSection({ statement: { evidence } }: Certificate): Html {
  const { policy, trigger, scope, receivedAt, deadline, restrictedAt, completedAt, statedAt, copiesGoneBy } = evidence;
  const punctual = answeredAt(evidence) <= deadline;
  const verdict = html` <b class="${punctual ? 'good' : 'bad'}">${both(punctual ? 'fact.in-time' : 'fact.late')}</b>`;
  return html`<section>
<dl class="facts">
${fact('fact.case', html`<code>${evidence.case}</code>`)}
${fact('fact.trigger', bothOr(`trigger.${trigger}`, trigger))}
${fact(
  'fact.scope',
  inBoth((language) => sayScope(scope, language)),
)}
${fact('fact.policy', html`<span><code>${policy.id}</code></span> ${both('fact.version', () => ({ version: policy.version }))}`)}
${fact('fact.received', bothInstant(receivedAt))}
${fact('fact.deadline', bothInstant(deadline))}
${restrictedAt === null ? [] : fact('fact.restricted', html`${bothInstant(restrictedAt)}${verdict}`)}
${fact('fact.completed', html`${bothInstant(completedAt)}${restrictedAt === null ? verdict : []}`)}
${fact('fact.copies', copiesGoneBy === null ? both('fact.no-copies') : bothInstant(copiesGoneBy))}
${fact('fact.stated', bothInstant(statedAt))}
</dl>
</section>`;
}

export function fact(phrase: Phrase, value: Html): Html {
  return html`<div><dt>${both(phrase)}</dt><dd>${value}</dd></div>`;
}
