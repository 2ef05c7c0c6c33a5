import { STAGES, type Statement } from '../../statement.ts';
import type { Certificate } from '../certificate.ts';
import { claimPhrase, say, sayInstant, type Values } from '../words.ts';
import { both } from './both.ts';
import { dataBlock } from './data.ts';
import { factsSection } from './facts-section.ts';
import { html, raw } from './html.ts';
import { checkSection, proofSection } from './proof-section.ts';
import { receiptsSection, recipientsSection } from './receipts-section.ts';
import { refreshesSection } from './refreshes-section.ts';
import { STYLE } from './style.ts';

/**
 * A certificate for people, in Chinese and English on one page: stands alone, runs nothing, asks nothing of any network,
 * and holds the certificate's own data. A function of the certificate alone, so that whoever has the data can make the
 * page again and see whether a byte of it was changed.
 */
export function certificatePage(certificate: Certificate): string {
  const statement = certificate.statement.evidence;
  return html`<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${say('title', 'zh')} · ${say('title', 'en')} · ${statement.case}</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<main>
<header>
<p class="kind">Expunge</p>
<h1>${both('title')}</h1>
${stages(statement)}
${claim(statement)}
</header>
${factsSection(certificate)}
${receiptsSection(certificate)}
${refreshesSection(statement)}
${recipientsSection(statement)}
${proofSection(certificate)}
${checkSection(certificate)}
</main>
${raw(dataBlock(certificate))}
</body>
</html>
`.html;
}

/** How far the case had come when this was stated. */
function stages({ stage, copiesGoneBy }: Statement) {
  const reached = STAGES.indexOf(stage);
  const steps = STAGES.map((one, at) => {
    const skipped = one === 'beyond-use' && copiesGoneBy === null; // without copies there is no such stage
    const state = at === reached ? 'here' : at < reached && !skipped ? 'past' : 'ahead';
    const current = at === reached ? raw(' aria-current="step"') : raw('');
    return html`<li class="${state}"${current}><i>${at + 1}</i><span>${both(`stage.${one}`)}</span></li>`;
  });
  return html`<ol class="stages">${steps}</ol>`;
}

function claim(statement: Statement) {
  const { completedAt, copiesGoneBy } = statement;
  const phrase = claimPhrase(statement);
  const values = (language: 'en' | 'zh'): Values => ({
    completed: sayInstant(completedAt, language),
    copies: copiesGoneBy === null ? '—' : sayInstant(copiesGoneBy, language),
  });
  return html`<div class="claim pair">${both(phrase, values, 'p')}</div>
<div class="warning pair">${both('claim.unproved', () => ({}), 'p')}</div>`;
}
