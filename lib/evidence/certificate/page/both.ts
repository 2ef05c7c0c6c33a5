import { type Language, type Phrase, say, sayIfKnown, sayInstant, type Values } from '../words.ts';
import { type Html, html, raw } from './html.ts';

const LANGUAGES = ['zh', 'en'] as const satisfies readonly Language[];

/** Chinese, then English, each marked as what it is. */
export function inBoth(text: (language: Language) => string, tag: 'span' | 'p' | 'li' = 'span'): Html {
  const [zh, en] = LANGUAGES.map(text);
  return html`<${raw(tag)} lang="zh-CN">${zh ?? ''}</${raw(tag)}> <${raw(tag)} lang="en">${en ?? ''}</${raw(tag)}>`;
}

/** A phrase in both languages. */
export function both(
  phrase: Phrase,
  values: (language: Language) => Values = () => ({}),
  tag: 'span' | 'p' | 'li' = 'span',
): Html {
  return inBoth((language) => say(phrase, language, values(language)), tag);
}

/** A phrase of that name or, where there is none, the text itself, once. */
export function bothOr(phrase: string, text: string): Html {
  if (sayIfKnown(phrase, 'en') === null) return html`<span>${text}</span>`;
  return inBoth((language) => sayIfKnown(phrase, language) ?? text);
}

/** An instant, in Beijing time and in UTC. */
export const bothInstant = (instant: string): Html => inBoth((language) => sayInstant(instant, language));
