import type { StatedScope, Statement } from '../statement.ts';
import words from './words.json' with { type: 'json' };

/** The languages of everything a certificate says to people. */
export type Language = 'en' | 'zh';

export type Phrase = keyof typeof words;

/** What stands for `{name}` in a phrase. */
export type Values = Readonly<Record<string, string | number>>;

const CHINA_HOURS = 8; // Beijing time: UTC+8 all year
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The phrase in a language. @throws RangeError: it asks for a value that was not given. */
export function say(phrase: Phrase, language: Language, values: Values = {}): string {
  return words[phrase][language].replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new RangeError(`The phrase ${phrase} needs ${name}.`);
    return String(value);
  });
}

/** The phrase, where there is one of that name; a trigger that has no words yet is called by its own name. */
export function sayIfKnown(phrase: string, language: Language): string | null {
  return Object.hasOwn(words, phrase) ? say(phrase as Phrase, language) : null;
}

/** What of the person a case is about. Categories are called as the operator calls them. */
export function sayScope(scope: StatedScope, language: Language): string {
  if (scope.kind !== 'categories') return say(`scope.${scope.kind}`, language);
  return say('scope.categories', language, { categories: scope.categories.join(language === 'zh' ? '、' : ', ') });
}

/** What is claimed at a stage. */
export function claimPhrase({ stage, copiesGoneBy, refreshes }: Claimed): Phrase {
  if (stage !== 'final') return `claim.${stage}`;
  if (copiesGoneBy === null) return 'claim.final.no-copies';
  return refreshes === undefined ? 'claim.final' : 'claim.final.refreshed';
}

type Claimed = Pick<Statement, 'stage' | 'copiesGoneBy' | 'refreshes'>;

/** An instant (ISO 8601 in UTC) to the second: in English in UTC, in Chinese in Beijing time. Says which. */
export function sayInstant(instant: string, language: Language): string {
  return language === 'zh' ? `北京时间${sayTime(instant, language)}` : `${sayTime(instant, language)} UTC`;
}

/** The same, for where the zone is said elsewhere. */
export function sayTime(instant: string, language: Language): string {
  const at = new Date(Date.parse(instant) + (language === 'zh' ? CHINA_HOURS * 3_600_000 : 0));
  const [year, month, day] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()];
  const clock = at.toISOString().slice(11, 19);
  return language === 'zh' ? `${year}年${month + 1}月${day}日${clock}` : `${day} ${MONTHS[month]} ${year}, ${clock}`;
}
