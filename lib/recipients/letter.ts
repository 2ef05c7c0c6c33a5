import { type Html, html } from '../evidence/certificate/page/html.ts';
import type { PlanRecipient } from '../policy/plan.ts';
import type { Notice } from './notice.ts';

/** A letter in both languages, to be printed and sent by a person. It names the subject, so it is made when asked for and kept nowhere. */
export interface Letter {
  readonly html: string;
  readonly text: string;
}

interface Paragraphs {
  readonly title: string;
  readonly lines: readonly string[];
  readonly facts: readonly (readonly [string, string])[];
  readonly closing: readonly string[];
}

/** @param now milliseconds: the date of the letter, in `zone`. */
export function letterOf(notice: Notice, recipient: PlanRecipient, now: number, zone: string): Letter {
  const address = recipient.tell?.by === 'letter' ? recipient.tell.address : [];
  const both = [chinese(notice, recipient, zone), english(notice, recipient, zone)];
  const date = dayOf(now, zone);
  return {
    text: [notice.controller, '', ...address, '', date, ...both.flatMap(asText)].join('\n').concat('\n'),
    html: page(notice, address, date, both),
  };
}

function chinese(notice: Notice, { name }: PlanRecipient, zone: string): Paragraphs {
  return {
    title: '个人信息删除通知',
    lines: [
      `${name}：`,
      `我们正在删除下述个人的个人信息。贵方曾从我们处（隐私政策条款：${notice.ground}）获得该等信息。` +
        `现按隐私政策（条款：${notice.clause}）同时通知贵方，请及时删除，并书面确认。`,
    ],
    facts: [
      ['个人标识', notice.subject],
      ['范围', scopeWords(notice, { account: '全部账号信息', categories: '下列类别', record: '一条记录' })],
      ['信息类别', notice.categories.map(({ term }) => term).join('、')],
      ['案件编号', notice.case],
      ['请于此日前确认', dayOf(Date.parse(notice.confirmBy) - 1, zone)],
      ['确认方式', notice.confirmTo],
    ],
    closing: ['法律法规要求贵方继续保存，或贵方已获得该个人独立授权的，请说明依据。'],
  };
}

function english(notice: Notice, { name }: PlanRecipient, zone: string): Paragraphs {
  return {
    title: 'Notice to erase personal information',
    lines: [
      `To ${name}:`,
      `We are erasing personal information of the individual named below. You received it from us under clause ${notice.ground} ` +
        `of our privacy policy. Under clause ${notice.clause} we ask you at the same time to erase it promptly and to confirm in writing that you have.`,
    ],
    facts: [
      ['Individual', notice.subject],
      [
        'Scope',
        scopeWords(notice, { account: 'the whole account', categories: 'these categories', record: 'one record' }),
      ],
      ['Information', notice.categories.map(({ term }) => term).join(', ')],
      ['Case', notice.case],
      ['Confirm no later than', dayOf(Date.parse(notice.confirmBy) - 1, zone)],
      ['Confirm to', notice.confirmTo],
    ],
    closing: [
      'If law requires you to keep it, or the individual has authorised you independently, please tell us on what basis.',
    ],
  };
}

function scopeWords({ scope }: Notice, words: Readonly<Record<Notice['scope']['kind'], string>>): string {
  if (scope.kind !== 'record') return words[scope.kind];
  return `${words.record}: ${scope.dataset}${scope.record === null ? '' : ` ${scope.record}`}`;
}

function asText({ title, lines, facts, closing }: Paragraphs): string[] {
  return ['', '', title, '', ...lines, '', ...facts.map(([what, is]) => `  ${what}: ${is}`), '', ...closing];
}

function page({ controller }: Notice, address: readonly string[], date: string, both: readonly Paragraphs[]): string {
  const languages = ['zh', 'en'];
  const sections = both.map(
    ({ title, lines, facts, closing }, at): Html => html`<section lang="${languages[at] ?? 'en'}"><h1>${title}</h1>
${lines.map((line) => html`<p>${line}</p>`)}
<dl>${facts.map(([what, is]) => html`<dt>${what}</dt><dd>${is}</dd>`)}</dl>
${closing.map((line) => html`<p>${line}</p>`)}</section>
`,
  );
  return html`<!doctype html>
<html lang="zh"><head><meta charset="utf-8"><meta name="robots" content="noindex"><title>${controller}</title>
<style>${STYLE}</style></head>
<body><header><p>${controller}</p><address>${address.map((line) => html`${line}<br>`)}</address><p>${date}</p></header>
${sections}<footer><p>${controller}</p></footer></body></html>
`.html;
}

const STYLE =
  '@page{size:A4;margin:2cm}body{font:12pt/1.6 serif;max-width:42em;margin:2cm auto}address{font-style:normal;margin:2em 0}' +
  'h1{font-size:1.3em}dt{font-weight:bold}dd{margin:0 0 .4em 1em;overflow-wrap:anywhere}' +
  'section+section{margin-top:3em}';

/** A civil date where the policy is at home, ISO 8601. */
function dayOf(instant: number, zone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }).format(instant);
}
